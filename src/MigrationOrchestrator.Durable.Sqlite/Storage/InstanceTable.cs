namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>The rows of instances. Statuses are stored as <see cref="OrchestrationStatus"/>'s numbers: four and more are finished.</summary>
internal sealed class InstanceTable(Database database)
{
    private const string Columns = "key, id, name, version, status, execution_id, generation, turn, events, created_at, updated_at, start_at, parent_id, parent_step, parent_generation, trace_parent, custom_status";

    private readonly Statement byId = database.Prepare($"SELECT {Columns} FROM instances WHERE id = ?");
    private readonly Statement byKey = database.Prepare($"SELECT {Columns} FROM instances WHERE key = ?");
    private readonly Statement byParent = database.Prepare($"SELECT {Columns} FROM instances WHERE parent_id = ?");
    private readonly Statement open = database.Prepare($"SELECT {Columns} FROM instances WHERE status < 4 AND (status <> 1)");
    private readonly Statement finishedBefore = database.Prepare($"SELECT {Columns} FROM instances WHERE status >= 4 AND updated_at < ? AND (parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM instances p WHERE p.id = instances.parent_id)) AND (1 << status) & ? ORDER BY updated_at LIMIT ?");
    private readonly Statement output = database.Prepare("SELECT output FROM instances WHERE key = ?");
    private readonly Statement head = database.Prepare("SELECT head_hash FROM instances WHERE key = ?");
    private readonly Statement lastKey = database.Prepare("SELECT coalesce(max(key), 0) FROM instances");

    public InstanceRow? Find(InstanceId id) => byId.With(id.Value).ReadFirst(Read);

    public InstanceRow? Find(long key) => byKey.With(key).ReadFirst(Read);

    public List<InstanceRow> Children(InstanceId parent) => byParent.With(parent.Value).ReadAll(Read);

    /// <summary>Open instances whose next step is not driven by a message: those that never ran, are held or blocked.</summary>
    public List<InstanceRow> Waiting() => open.ReadAll(Read);

    /// <summary>Finished instances that no other one contains, oldest first.</summary>
    /// <param name="before">Only those whose last turn was before this.</param>
    /// <param name="statuses">A bit for each status.</param>
    /// <param name="limit">At most this many.</param>
    public List<InstanceRow> Finished(DateTimeOffset before, long statuses, int limit) => finishedBefore.With(before).With(statuses).With(limit).ReadAll(Read);

    /// <summary>A completed instance's output as JSON.</summary>
    public string Output(long key) => output.With(key).ReadFirst(row => row.TextOrNull(0)) ?? "null";

    /// <summary>The last link of the history's hash chain; empty where there is none.</summary>
    public byte[] Head(long key) => head.With(key).ReadFirst(row => row.Blob(0).ToArray()) ?? [];

    public long LastKey() => lastKey.ReadFirst(row => row.Int64(0));

    private static InstanceRow Read(Statement row) => new()
    {
        Key = row.Int64(0),
        Id = new InstanceId(row.Text(1)),
        Name = row.Text(2),
        Version = row.Text(3),
        Status = (OrchestrationStatus)row.Int32(4),
        ExecutionId = row.Text(5),
        Generation = row.Int64(6),
        Turn = row.Int64(7),
        Events = row.Int32(8),
        CreatedAt = row.Time(9),
        UpdatedAt = row.Time(10),
        StartAt = row.IsNull(11) ? null : row.Time(11),
        ParentId = row.TextOrNull(12) is { } parent ? new InstanceId(parent) : null,
        ParentStep = row.Int32(13),
        ParentGeneration = row.Int64(14),
        TraceParent = row.TextOrNull(15),
        CustomStatus = row.TextOrNull(16),
    };
}
