namespace MigrationOrchestrator.Emulators.Journals;

/// <summary>The requests that an emulator has finished, so that a test can prove what was asked, and which bytes were read how often.</summary>
public sealed class RequestJournal
{
    private readonly Lock gate = new();
    private readonly List<JournalEntry> entries = [];
    private long last;

    /// <summary>All entries since the start or the last <see cref="Clear"/>, in the order of finishing.</summary>
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
            entries.Add(entry with { Number = ++last });
        }
    }
}
