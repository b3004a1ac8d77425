using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>What the journals tell of an object's blocks, as far as its files bear it out.</summary>
internal static class StagedRecords
{
    /// <summary>The blocks in an object's working file, by index.</summary>
    public static async Task<Dictionary<int, StagedBlock>> ReadPartAsync(ObjectFiles files, CancellationToken cancellation)
        => new FileInfo(files.Part) is { Exists: true } part ? await ReadWholeAsync(files.PartJournal, part.Length, cancellation) : [];

    /// <summary>The blocks that a committed object was made of, by index.</summary>
    public static async Task<Dictionary<int, StagedBlock>> ReadCommittedAsync(ObjectFiles files, CancellationToken cancellation)
    {
        if (new FileInfo(files.Committed) is not { Exists: true } committed)
        {
            return [];
        }

        BlockJournal journal = !File.Exists(files.Part) && File.Exists(files.PartJournal.Path) ? files.PartJournal : files.CommittedJournal;
        return await ReadWholeAsync(journal, committed.Length, cancellation);
    }

    private static async Task<Dictionary<int, StagedBlock>> ReadWholeAsync(BlockJournal journal, long length, CancellationToken cancellation)
    {
        Dictionary<int, StagedBlock> blocks = await journal.ReadAsync(cancellation);
        foreach (StagedBlock cut in blocks.Values.Where(block => block.Offset + block.Length > length).ToList())
        {
            blocks.Remove(cut.Index);
        }

        return blocks;
    }
}
