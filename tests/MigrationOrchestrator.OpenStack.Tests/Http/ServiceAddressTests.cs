using MigrationOrchestrator.OpenStack.Settings;

namespace MigrationOrchestrator.OpenStack.Tests.Http;

public sealed class ServiceAddressTests
{
    [Theory]
    [InlineData("http://host:9292", "http://host:9292/")]
    [InlineData("http://host:9292/v2/", "http://host:9292/")]
    [InlineData("https://host/image/v2", "https://host/image")]
    [InlineData("https://host/image/", "https://host/image/")]
    [InlineData("https://host:5000/v2.0", "https://host:5000/")]
    public void WithoutVersion_AnyForm_CutsJustTheVersion(string address, string plain) => Assert.Equal(plain, ServiceAddress.WithoutVersion(new Uri(address)).AbsoluteUri);

    [Theory]
    [InlineData("http://host:9696", "v2.0", "http://host:9696/v2.0")]
    [InlineData("http://host:9696/", "v2.0", "http://host:9696/v2.0")]
    [InlineData("http://host:9696/v2.0/", "v2.0", "http://host:9696/v2.0")]
    [InlineData("http://host:8774/v2.1/0123abcd", "v2.1", "http://host:8774/v2.1/0123abcd")]
    [InlineData("http://host/compute", "v2.1", "http://host/compute/v2.1")]
    [InlineData("http://host/nova-v2", "v2.1", "http://host/nova-v2/v2.1")]
    public void WithVersion_AnyForm_HasOne(string address, string version, string whole) => Assert.Equal(whole, ServiceAddress.WithVersion(new Uri(address), version).AbsoluteUri);
}
