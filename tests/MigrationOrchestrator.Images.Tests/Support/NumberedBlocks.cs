namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Staging's blocks: numbered, replaced when they come again, joined at the end.</summary>
internal sealed class NumberedBlocks : IPieceSink
{
    private readonly SortedDictionary<int, (long Offset, byte[] Content)> _blocks = [];

    public int KillAfterPieces { get; set; }

    public int Count => _blocks.Count;

    public ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        if (KillAfterPieces-- == 0)
        {
            throw new KilledException();
        }

        _blocks[index] = (offset, content.ToArray());
        return ValueTask.CompletedTask;
    }

    public async Task WriteAsync(string path)
    {
        await using var file = File.Create(path);
        var next = 0;
        foreach (var (index, (offset, content)) in _blocks)
        {
            Assert.Equal((next++, file.Position), (index, offset));
            await file.WriteAsync(content);
        }
    }
}

/// <summary>The process died.</summary>
internal sealed class KilledException : Exception;
