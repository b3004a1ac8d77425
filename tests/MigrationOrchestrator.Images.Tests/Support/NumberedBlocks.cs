namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Staging's blocks: numbered, replaced when they come again, joined at the end.</summary>
internal sealed class NumberedBlocks : IPieceSink
{
    private readonly SortedDictionary<int, (long Offset, byte[] Content)> blocks = [];

    public int KillAfterPieces { get; set; }

    public int Count => blocks.Count;

    public ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (KillAfterPieces-- == 0)
        {
            throw new KilledException();
        }

        blocks[index] = (offset, content.ToArray());
        return ValueTask.CompletedTask;
    }

    public async Task WriteAsync(string path)
    {
        await using FileStream file = File.Create(path);
        int next = 0;
        foreach ((int index, (long offset, byte[]? content)) in blocks)
        {
            Assert.Equal((next++, file.Position), (index, offset));
            await file.WriteAsync(content);
        }
    }
}

/// <summary>The process died.</summary>
internal sealed class KilledException : Exception;
