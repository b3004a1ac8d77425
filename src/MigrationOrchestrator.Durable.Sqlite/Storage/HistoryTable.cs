namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>The histories: one row for each commit, with that commit's facts.</summary>
internal sealed class HistoryTable(Database database)
{
    private readonly Statement read = database.Prepare("SELECT events, hash FROM history WHERE instance = ? ORDER BY id");
    private readonly Statement first = database.Prepare("SELECT events FROM history WHERE instance = ? ORDER BY id LIMIT 1");

    /// <summary>All facts of an instance, oldest first.</summary>
    public List<HistoryEvent> Read(long instance)
    {
        List<HistoryEvent> facts = [];
        foreach ((byte[] events, _) in ReadBlobs(instance))
        {
            HistoryCodec.Decode(events, facts);
        }

        return facts;
    }

    /// <summary>The stored blobs with their links of the hash chain; a link is empty where the chain was off.</summary>
    public List<(byte[] Events, byte[] Hash)> ReadBlobs(long instance) => read.With(instance).ReadAll(row => (row.Blob(0).ToArray(), row.Blob(1).ToArray()));

    /// <summary>The fact that started the instance.</summary>
    public ExecutionStarted? ReadStart(long instance) => first.With(instance).ReadFirst(row => HistoryCodec.DecodeOne(row.Blob(0))) as ExecutionStarted;
}

/// <summary>The changes to histories; only the writer's connection has them.</summary>
internal sealed class HistoryWrites(Database database)
{
    private readonly Statement append = database.Prepare("INSERT INTO history (instance, events) VALUES (?, ?)");
    private readonly Statement appendLinked = database.Prepare("INSERT INTO history (instance, events, hash) VALUES (?, ?, ?)");
    private readonly Statement delete = database.Prepare("DELETE FROM history WHERE instance = ?");

    public void Append(long instance, ReadOnlySpan<byte> events) => append.With(instance).With(events).Run();

    public void Append(long instance, ReadOnlySpan<byte> events, ReadOnlySpan<byte> hash) => appendLinked.With(instance).With(events).With(hash).Run();

    public void Delete(long instance) => delete.With(instance).Run();
}
