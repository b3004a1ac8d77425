namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>What can be read beside the writer.</summary>
internal sealed class StoreReader : IDisposable
{
    private readonly Database database;
    private readonly Statement begin;
    private readonly Statement end;

    public StoreReader(Database database)
    {
        this.database = database;
        database.Execute("PRAGMA query_only=1; PRAGMA cache_size=-4096;");
        begin = database.Prepare("BEGIN");
        end = database.Prepare("COMMIT");
        Instances = new InstanceTable(database);
        History = new HistoryTable(database);
        States = new StateQueries(database);
    }

    public InstanceTable Instances { get; }

    public HistoryTable History { get; }

    public StateQueries States { get; }

    /// <summary>Reads several things as they stood at one moment.</summary>
    public T Snapshot<T>(Func<StoreReader, T> read)
    {
        _ = begin.Run();
        try
        {
            return read(this);
        }
        finally
        {
            _ = end.Run();
        }
    }

    /// <summary>Whether the row that stands for a message is still there; where it is not, the message has been taken, or nobody wants it.</summary>
    public bool Holds(long instance, Message message) => message.Source switch
    {
        MessageSource.Inbox => database.Once("SELECT 1 FROM inbox WHERE id = ?", statement => statement.With(message.RowId).ReadFirst(_ => true)),
        MessageSource.Task => HoldsStep("tasks", instance, message),
        _ => HoldsStep("timers", instance, message),
    };

    /// <summary>Recomputes an instance's hash chain; null where there is no such instance.</summary>
    public HistoryVerification? Verify(InstanceId id) => Instances.Find(id) is { } row ? HashChain.Verify(History.ReadBlobs(row.Key), Instances.Head(row.Key)) : null;

    private bool HoldsStep(string table, long instance, Message message)
        => database.Once($"SELECT 1 FROM {table} WHERE instance = ? AND step = ? AND generation = ?", statement => statement.With(instance).With(message.RowId).With(message.Generation).ReadFirst(_ => true));

    public void Dispose() => database.Dispose();
}
