namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Messages that instances have not taken into their histories yet.</summary>
internal sealed class InboxTable(Database database)
{
    private readonly Statement insert = database.Prepare("INSERT INTO inbox (id, instance, generation, fact) VALUES (?, ?, ?, ?)");
    private readonly Statement delete = database.Prepare("DELETE FROM inbox WHERE id = ?");
    private readonly Statement deleteAll = database.Prepare("DELETE FROM inbox WHERE instance = ?");
    private readonly Statement all = database.Prepare("SELECT id, instance, generation, fact FROM inbox ORDER BY id");
    private long lastId = long.Parse(database.ReadText("SELECT coalesce(max(id), 0) FROM inbox"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Adds a message and gives it as the receiver gets it.</summary>
    public Message Insert(long instance, long generation, HistoryEvent fact)
    {
        long id = ++lastId;
        _ = insert.With(id).With(instance).With(generation).With(HistoryCodec.Encode(fact)).Run();
        return new Message(fact, MessageSource.Inbox, id, generation);
    }

    /// <summary>Deletes exactly one consumed message.</summary>
    public bool Delete(long id) => delete.With(id).Run() == 1;

    public void DeleteAll(long instance) => deleteAll.With(instance).Run();

    public List<(long Instance, Message Message)> ReadAll()
        => all.ReadAll(row => (row.Int64(1), new Message(HistoryCodec.DecodeOne(row.Blob(3)), MessageSource.Inbox, row.Int64(0), row.Int64(2))));
}
