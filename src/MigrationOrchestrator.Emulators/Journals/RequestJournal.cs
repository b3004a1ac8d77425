namespace MigrationOrchestrator.Emulators.Journals;

/// <summary>The requests that an emulator has finished, so that a test can prove what was asked, and which bytes were read how often.</summary>
/// <param name="capacity">How many entries are kept; the oldest go first, so that an emulator can run for days.</param>
public sealed class RequestJournal(int capacity = RequestJournal.DefaultCapacity)
{
    /// <summary>How many entries are kept unless told: some hundred for each of some hundred machines.</summary>
    public const int DefaultCapacity = 100_000;

    private readonly Lock gate = new();
    private readonly Queue<JournalEntry> entries = [];
    private long last;

    /// <summary>The entries since the start or the last <see cref="Clear"/>, in the order of finishing.</summary>
    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    /// <summary>Forgets all entries; their numbers go on.</summary>
    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
        }
    }

    internal void Add(JournalEntry entry)
    {
        lock (gate)
        {
            entries.Enqueue(entry with { Number = ++last });
            if (entries.Count > capacity)
            {
                entries.Dequeue();
            }
        }
    }
}
