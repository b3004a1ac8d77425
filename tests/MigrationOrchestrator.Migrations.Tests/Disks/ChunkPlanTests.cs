using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.Tests.Disks;

public sealed class ChunkPlanTests
{
    private const long MiB = 1L << 20;

    [Theory]
    [InlineData(1, null)]
    [InlineData(64 * MiB, null)]
    [InlineData((64 * MiB) + 1, null)]
    [InlineData(10_000 * MiB, 1 * MiB)]
    [InlineData(4_000_000 * MiB, null)]
    public void Chunks_OfAnySize_CoverTheImageWithoutGapOrOverlap(long size, long? wanted)
    {
        ChunkPlan plan = ChunkPlan.For(size, wanted);

        long next = 0;
        for (int index = 0; index < plan.Count; index++)
        {
            BlockPosition chunk = plan.At(index);
            Assert.Equal(next, chunk.Offset);
            Assert.InRange(chunk.Length, 1, plan.ChunkBytes);
            next += chunk.Length;
        }

        Assert.Equal(size, next);
        Assert.InRange(plan.Count, 1, ChunkPlan.MaxChunks);
    }

    [Fact]
    public void Chunks_OfASmallDisk_HaveTheSizeThatWasAskedFor() => Assert.Equal(8 * MiB, ChunkPlan.For(100 * MiB, 8 * MiB).ChunkBytes);

    [Fact]
    public void At_BehindTheLastChunk_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => ChunkPlan.For(1, null).At(1));
}
