using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;

namespace MigrationOrchestrator.Cli.Tests.Hosting;

public sealed class ListeningTests
{
    private const string Key = "a-key-of-enough-length";

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:0")]
    [InlineData("http://[::1]:8080")]
    public void Public_Loopback_NeedsNoKey(string url)
    {
        Listening listening = Listening.Public(url, null);

        Assert.True(listening.Access.LoopbackOnly);
        Assert.Equal([url], listening.Urls);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("http://migrator.example.org:8080")]
    public void Public_ElsewhereWithoutKey_IsRefused(string url)
    {
        Assert.Equal("web.key", Assert.Throws<UsageException>(() => Listening.Public(url, null)).Code);
        Assert.Equal("web.key", Assert.Throws<UsageException>(() => Listening.Public(url, "short")).Code);
    }

    [Fact]
    public void Public_ElsewhereWithKey_ListensOnLoopbackToo()
    {
        Listening listening = Listening.Public("http://0.0.0.0:8080", Key);

        Assert.False(listening.Access.LoopbackOnly);
        Assert.Equal(Key, listening.Access.Key);
        Assert.Contains("http://127.0.0.1:0", listening.Urls);
    }

    [Theory]
    [InlineData("8080")]
    [InlineData("https://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080/path")]
    public void Public_NoAddress_IsRefused(string url)
        => Assert.Equal("web.url", Assert.Throws<UsageException>(() => Listening.Public(url, Key)).Code);

    [Fact]
    public void Private_Always_DemandsAFreshKey()
        => Assert.NotEqual(Listening.Private().Access.Key, Listening.Private().Access.Key);
}
