using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blobs;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.Staging.Tests.Conformance;

namespace MigrationOrchestrator.Staging.Tests.Blobs;

public sealed class BlobStagingOptionsTests
{
    [Theory]
    [InlineData("AccountKey=c2VjcmV0")]
    [InlineData("c2VjcmV0")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0!")]
    public void ConnectionString_Malformed_IsRefusedWithoutItsText(string text)
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddBlobStaging(new BlobStagingOptions { ConnectionString = text }));
        Assert.Contains("ConnectionString", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", wrong.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://account.blob.core.windows.net/?sv=2025&sig=c2VjcmV0")]
    [InlineData("http://account.blob.core.windows.net/")]
    [InlineData("https://user:c2VjcmV0@account.blob.core.windows.net/")]
    public void ServiceUri_WithASignatureOrInTheClear_IsRefusedWithoutItsText(string uri)
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddBlobStaging(new BlobStagingOptions { ServiceUri = new Uri(uri) }));
        Assert.DoesNotContain("c2VjcmV0", wrong.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("UPPER")]
    [InlineData("two--dashes")]
    [InlineData("-dash")]
    public void Container_BadName_IsRefused(string name)
        => Assert.Throws<ArgumentException>(() => new ServiceCollection().AddBlobStaging(new BlobStagingOptions { ServiceUri = new Uri("https://a.blob.core.windows.net"), Container = name }));

    [Fact]
    public void Account_NotNamed_IsRefused() => Assert.Throws<ArgumentException>(() => new ServiceCollection().AddBlobStaging(new BlobStagingOptions()));

    [Fact]
    public void AddStaging_EitherKind_GivesTheStore()
    {
        using TemporaryFolder folder = new();
        using ServiceProvider directory = new ServiceCollection().AddDirectoryStaging(new DirectoryStagingOptions { Folder = folder.Path }).BuildServiceProvider();
        using ServiceProvider blobs = new ServiceCollection().AddBlobStaging(new BlobStagingOptions { ServiceUri = new Uri("https://account.blob.core.windows.net") }).BuildServiceProvider();

        Assert.Equal($"directory {folder.Path}", directory.GetRequiredService<IStagingStore>().Description);
        Assert.Equal("azure blob container https://account.blob.core.windows.net/migration-staging", blobs.GetRequiredService<IStagingStore>().Description);
    }
}
