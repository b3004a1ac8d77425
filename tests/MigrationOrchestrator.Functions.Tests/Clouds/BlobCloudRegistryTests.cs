using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Clouds;
using MigrationOrchestrator.Migrations.Clouds;
using Moq;

namespace MigrationOrchestrator.Functions.Tests.Clouds;

/// <summary>Over a mock of one blob that keeps entity tags as the service does.</summary>
public sealed class BlobCloudRegistryTests
{
    private readonly Mock<BlobClient> blob = new();
    private readonly Mock<IKnownClouds> elsewhere = new();
    private readonly BlobCloudRegistry registry;
    private (BinaryData Content, ETag Tag)? stored;
    private int version;

    public BlobCloudRegistryTests()
    {
        Mock<BlobContainerClient> container = new();
        container.Setup(it => it.GetBlobClient("clouds.json")).Returns(blob.Object);
        blob.SetupGet(it => it.Uri).Returns(new Uri("https://account.blob.core.windows.net/migrator/clouds.json?sig=hidden"));
        blob.Setup(it => it.GetPropertiesAsync(null, It.IsAny<CancellationToken>())).Returns(() => stored is { } kept
            ? Task.FromResult(Response.FromValue(BlobsModelFactory.BlobProperties(contentLength: kept.Content.ToMemory().Length, eTag: kept.Tag), Mock.Of<Response>()))
            : throw new RequestFailedException(404, "no"));
        blob.Setup(it => it.DownloadContentAsync(It.IsAny<BlobDownloadOptions>(), It.IsAny<CancellationToken>()))
            .Returns(() => Task.FromResult(Response.FromValue(BlobsModelFactory.BlobDownloadResult(stored!.Value.Content, BlobsModelFactory.BlobDownloadDetails(eTag: stored.Value.Tag)), Mock.Of<Response>())));
        blob.Setup(it => it.UploadAsync(It.IsAny<BinaryData>(), It.IsAny<BlobUploadOptions>(), It.IsAny<CancellationToken>()))
            .Returns((BinaryData content, BlobUploadOptions options, CancellationToken _) => UploadAsync(content, options));
        elsewhere.Setup(it => it.ListAsync(It.IsAny<CancellationToken>())).ReturnsAsync([]);
        registry = new BlobCloudRegistry(container.Object, [elsewhere.Object]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clouds_AreKeptReplacedAndRemoved()
    {
        Assert.Empty(await registry.ListAsync(Cancellation));
        await registry.SaveAsync(Named("b", "http://one"), Cancellation);
        await registry.SaveAsync(Named("a", "http://two"), Cancellation);
        await registry.SaveAsync(Named("b", "http://three"), Cancellation);
        Assert.Equal(["a", "b"], (await registry.ListAsync(Cancellation)).Select(cloud => cloud.Name.Value));
        Assert.Equal(new Uri("http://three"), (await registry.FindAsync(CloudName.Parse("b"), Cancellation))!.Endpoint);
        Assert.True(await registry.RemoveAsync(CloudName.Parse("b"), Cancellation));
        Assert.False(await registry.RemoveAsync(CloudName.Parse("b"), Cancellation));
        Assert.Null(await registry.FindAsync(CloudName.Parse("b"), Cancellation));
    }

    [Fact]
    public async Task Clouds_KeptElsewhere_AreKnownToo()
    {
        elsewhere.Setup(it => it.ListAsync(It.IsAny<CancellationToken>())).ReturnsAsync([Named("a", "http://theirs"), Named("b", "http://theirs")]);
        await registry.SaveAsync(Named("a", "http://ours"), Cancellation);
        Assert.Equal(["http://ours/", "http://theirs/"], (await registry.ListAsync(Cancellation)).Select(cloud => cloud.Endpoint.AbsoluteUri));
        Assert.False(await registry.RemoveAsync(CloudName.Parse("b"), Cancellation));
    }

    [Fact]
    public async Task Changes_ThatMeet_AreBothKept()
    {
        await registry.SaveAsync(Named("a", "http://one"), Cancellation);
        bool isFirst = true;
        blob.Setup(it => it.UploadAsync(It.IsAny<BinaryData>(), It.IsAny<BlobUploadOptions>(), It.IsAny<CancellationToken>()))
            .Returns(async (BinaryData content, BlobUploadOptions options, CancellationToken _) =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    await registry.SaveAsync(Named("meanwhile", "http://two"), Cancellation);
                }

                return await UploadAsync(content, options);
            });
        await registry.SaveAsync(Named("late", "http://three"), Cancellation);
        Assert.Equal(["a", "late", "meanwhile"], (await registry.ListAsync(Cancellation)).Select(cloud => cloud.Name.Value));
    }

    [Theory]
    [InlineData("{", "is not valid")]
    [InlineData(null, "at most")]
    public async Task Blob_ThatCannotBeRead_IsAFailureWithoutItsSignature(string? text, string says)
    {
        stored = (BinaryData.FromString(text ?? new string(' ', (4 << 20) + 1)), new ETag("x"));
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => registry.ListAsync(Cancellation));
        Assert.Equal("clouds.unreadable", failed.Failure.Code);
        Assert.Contains(says, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", failed.Message, StringComparison.Ordinal);
    }

    private static Cloud Named(string name, string endpoint) => new(CloudName.Parse(name), CloudKind.Parse("openstack"), new Uri(endpoint));

    private Task<Response<BlobContentInfo>> UploadAsync(BinaryData content, BlobUploadOptions options)
    {
        bool isUnchanged = stored is { } kept ? options.Conditions.IfMatch == kept.Tag : options.Conditions.IfNoneMatch == ETag.All;
        if (!isUnchanged)
        {
            throw new RequestFailedException(412, "changed");
        }

        stored = (content, new ETag($"v{++version}"));
        return Task.FromResult(Response.FromValue(BlobsModelFactory.BlobContentInfo(stored.Value.Tag, default, null!, null!, null!, null!, 0), Mock.Of<Response>()));
    }
}
