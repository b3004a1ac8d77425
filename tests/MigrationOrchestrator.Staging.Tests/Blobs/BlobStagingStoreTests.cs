using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blobs;
using MigrationOrchestrator.Staging.Tests.Conformance;

namespace MigrationOrchestrator.Staging.Tests.Blobs;

/// <summary>The Blob store on a real Azurite.</summary>
public sealed class BlobStagingStoreTests : ObjectConformance
{
    private readonly Azurite azurite;

    public BlobStagingStoreTests(Azurite azurite)
    {
        azurite.Need();
        this.azurite = azurite;
    }

    private BlobContainerClient Container => new(azurite.Options.ConnectionString, azurite.Options.Container);

    [Fact]
    public async Task FindBlock_UncommittedBlocksExpired_DoesNotVouchForThem()
    {
        byte[] whole = Bytes.Random(2 * BlockLength);
        List<StagedBlock> blocks = await Open().StageAllAsync(Name, whole, BlockLength, Token);

        // The service drops them as it does here when another list is committed.
        await Container.GetBlockBlobClient(Name.Value).CommitBlockListAsync([], cancellationToken: Token);

        Assert.Null(await Open().FindBlockAsync(Name, 1, Token));
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Open().CommitAsync(Name, blocks, Token));
        Assert.Equal("staging.missing_block", failed.Failure.Code);
        Assert.Contains("week", failed.Failure.Message, StringComparison.Ordinal);
        await Open().CommitAsync(Name, await Open().StageAllAsync(Name, whole, BlockLength, Token), Token);
        Assert.Equal(whole, await Open().ReadAllAsync(Name, Token));
    }

    [Fact]
    public async Task StageBlock_Always_NamesTheBlockByItsPaddedIndex()
    {
        await Open().StageBlockAsync(Name, new BlockPosition(12, 0, 10), new MemoryStream(new byte[10]), Token);

        BlockList list = await Container.GetBlockBlobClient(Name.Value).GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: Token);

        Assert.StartsWith("000012-", System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(Assert.Single(list.UncommittedBlocks).Name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_Always_IsPrivate()
    {
        await Open().PutAsync(Name, "x"u8.ToArray(), Token);
        BlobContainerAccessPolicy policy = await Container.GetAccessPolicyAsync(cancellationToken: Token);
        Assert.Equal(PublicAccessType.None, policy.BlobPublicAccess);
    }

    [Fact]
    public async Task Remove_AMigration_DropsUncommittedBlocksToo()
    {
        await Open().StageAllAsync(Name, Bytes.Random(10), 10, Token);

        await Open().RemoveAsync(Migration, Token);

        Assert.Empty(await Container.GetBlobsAsync(BlobTraits.None, BlobStates.All, Migration + "/", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Request_WrongKey_IsAFailureWithARemedyAndNoKey()
    {
        string key = Convert.ToBase64String(Bytes.Random(64, seed: 9));
        BlobStagingStore store = new(azurite.Connect(key));

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.FindLengthAsync(Name, Token));

        Assert.Equal("staging.unauthorized", failed.Failure.Code);
        Assert.False(failed.Failure.Transient);
        Assert.NotNull(failed.Failure.RequestId);
        Assert.DoesNotContain(key, failed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, store.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_NobodyListens_IsTransient()
    {
        BlobStagingStore store = new(new BlobStagingOptions { ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey={Azurite.Key};BlobEndpoint=http://127.0.0.1:1/a;" });

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.FindLengthAsync(Name, Token));

        Assert.Equal(("staging.unreachable", true), (failed.Failure.Code, failed.Failure.Transient));
    }

    [Fact]
    public async Task Container_RemovedMeanwhile_IsTransient()
    {
        BlobStagingOptions options = azurite.Connect(Azurite.Key, $"gone-{Guid.NewGuid():N}");
        BlobStagingStore store = new(options);
        await store.PutAsync(Name, "x"u8.ToArray(), Token);
        await new BlobContainerClient(options.ConnectionString, options.Container).DeleteAsync(cancellationToken: Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.FindLengthAsync(Name, Token));

        Assert.Equal("staging.unreachable", failed.Failure.Code);
    }

    [Fact]
    public async Task Adopt_APipe_IsRefused()
    {
        using System.Diagnostics.Process mkfifo = System.Diagnostics.Process.Start("mkfifo", [LocalFile]);
        await mkfifo.WaitForExitAsync(Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Open().AdoptAsync(Name, LocalFile, Token));

        Assert.Equal("staging.not_a_file", failed.Failure.Code);
    }

    protected override IStagingStore Open() => new BlobStagingStore(azurite.Options);
}
