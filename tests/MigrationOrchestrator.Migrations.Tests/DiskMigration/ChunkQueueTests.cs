using MigrationOrchestrator.Migrations.DiskMigration;

namespace MigrationOrchestrator.Migrations.Tests.DiskMigration;

public sealed class ChunkQueueTests
{
    private readonly ChunkQueue queue = new(5);

    [Fact]
    public void Chunks_ThatNobodyWishes_ComeInOrder() => Assert.Equal([0, 1, 2, 3, 4], Rest());

    [Fact]
    public void Chunks_ThatAreWished_ComeFirstAndOnce()
    {
        Assert.Equal(0, Take());

        queue.Wish([4, 2, 4]);
        queue.Wish([2]);

        Assert.Equal([4, 2, 1, 3], Rest());
        Assert.False(queue.HasMore);
    }

    [Fact]
    public void Wishes_ThatMakeNoSense_AreLeftAside()
    {
        Assert.Equal(0, Take());

        queue.Wish([0, -1, 5, int.MaxValue]);

        Assert.Equal([1, 2, 3, 4], Rest());
    }

    private int? Take() => queue.TryTake(out int? chunk) ? chunk : null;

    private List<int> Rest()
    {
        List<int> rest = [];
        while (queue.TryTake(out int? chunk))
        {
            rest.Add(chunk.Value);
        }

        return rest;
    }
}
