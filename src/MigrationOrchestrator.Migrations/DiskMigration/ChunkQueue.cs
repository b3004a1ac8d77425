using System.Diagnostics.CodeAnalysis;

namespace MigrationOrchestrator.Migrations.DiskMigration;

/// <summary>The order in which a disk's chunks are downloaded: those that a conversion waits for first, then from the first to the last.</summary>
/// <param name="count">How many chunks there are.</param>
internal sealed class ChunkQueue(int count)
{
    private readonly bool[] taken = new bool[count];
    private readonly Queue<int> wished = new();
    private int next;

    /// <summary>Whether any chunk is left.</summary>
    public bool HasMore => Array.IndexOf(taken, false) >= 0;

    /// <summary>Moves chunks to the front, in the order given; those that are taken already are left aside.</summary>
    public void Wish(IEnumerable<int> chunks)
    {
        foreach (int chunk in chunks.Where(chunk => chunk >= 0 && chunk < count && !taken[chunk] && !wished.Contains(chunk)))
        {
            wished.Enqueue(chunk);
        }
    }

    /// <summary>Takes the chunk that is to be downloaded next.</summary>
    /// <returns>False where none is left.</returns>
    public bool TryTake([NotNullWhen(true)] out int? chunk)
    {
        while (wished.TryDequeue(out int first))
        {
            if (!taken[first])
            {
                taken[first] = true;
                chunk = first;
                return true;
            }
        }

        while (next < count && taken[next])
        {
            next++;
        }

        chunk = next < count ? next : null;
        if (chunk is { } found)
        {
            taken[found] = true;
        }

        return chunk is not null;
    }
}
