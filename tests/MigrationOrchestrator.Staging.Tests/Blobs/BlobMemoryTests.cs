using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blobs;
using MigrationOrchestrator.Staging.Tests.Conformance;

namespace MigrationOrchestrator.Staging.Tests.Blobs;

/// <summary>What the Blob store allocates. The runtime counts that for the whole process, so nothing else runs meanwhile.</summary>
[Collection(Alone.Name)]
public sealed class BlobMemoryTests
{
    private const int Length = 96 << 20;
    private const int Allowed = 24 << 20;

    private readonly Azurite azurite;

    public BlobMemoryTests(Azurite azurite)
    {
        azurite.Need();
        this.azurite = azurite;
    }

    [Fact]
    public async Task StageBlock_OfManyMebibytes_HoldsOnlySmallBuffers()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        BlobStagingStore store = new(azurite.Options);
        StagedName name = StagedName.Of($"memory-{Guid.NewGuid():N}", "disk-0");
        await store.StageBlockAsync(name, new BlockPosition(0, 0, 1), new MemoryStream(new byte[1]), cancellation);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        await store.StageBlockAsync(name, new BlockPosition(1, 1, Length), new ForwardStream(new ZeroStream(Length)), cancellation);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Allowed);
    }
}

/// <summary>Tests that run when no other test of this assembly does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
