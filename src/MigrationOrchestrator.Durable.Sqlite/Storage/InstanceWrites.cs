namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>The changes to instances' rows; only the writer's connection has them.</summary>
internal sealed class InstanceWrites(Database database)
{
    private readonly Statement insert = database.Prepare(
        "INSERT INTO instances (key, id, name, version, status, execution_id, generation, turn, events, created_at, updated_at, start_at, parent_id, parent_step, parent_generation, trace_parent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement advance = database.Prepare("UPDATE instances SET turn = turn + 1, events = ?, updated_at = ? WHERE key = ? AND turn = ?");
    private readonly Statement advanceTo = database.Prepare("UPDATE instances SET turn = turn + 1, events = ?, updated_at = ?, status = ?, execution_id = ?, generation = ? WHERE key = ? AND turn = ?");
    private readonly Statement restart = database.Prepare("UPDATE instances SET name = ?, version = ?, start_at = ?, parent_id = ?, parent_step = ?, parent_generation = ?, trace_parent = ?, custom_status = NULL, output = NULL, failure = NULL, created_at = ? WHERE key = ?");
    private readonly Statement setCustomStatus = database.Prepare("UPDATE instances SET custom_status = ? WHERE key = ?");
    private readonly Statement setResult = database.Prepare("UPDATE instances SET output = ?, failure = ? WHERE key = ?");
    private readonly Statement setHead = database.Prepare("UPDATE instances SET head_hash = ? WHERE key = ?");
    private readonly Statement clearStart = database.Prepare("UPDATE instances SET start_at = NULL WHERE key = ?");
    private readonly Statement setParent = database.Prepare("UPDATE instances SET parent_step = ?, parent_generation = ? WHERE key = ?");
    private readonly Statement delete = database.Prepare("DELETE FROM instances WHERE key = ?");

    public void Insert(InstanceRow row) => insert.With(row.Key).With(row.Id.Value).With(row.Name).With(row.Version).With((int)row.Status)
        .With(row.ExecutionId).With(row.Generation).With(row.Turn).With(row.Events).With(row.CreatedAt).With(row.UpdatedAt)
        .WithNullable(row.StartAt?.UtcTicks).With(row.ParentId?.Value).With(row.ParentStep).With(row.ParentGeneration).With(row.TraceParent).Run();

    /// <summary>Moves a row one turn on, if nobody else did.</summary>
    /// <param name="from">The row as it was read; its turn is the fence.</param>
    /// <param name="to">The row as it becomes.</param>
    /// <exception cref="FencedException">The row has moved on since it was read.</exception>
    public void Advance(InstanceRow from, InstanceRow to)
    {
        bool isPlain = (from.Status, from.ExecutionId, from.Generation) == (to.Status, to.ExecutionId, to.Generation);
        int changed = isPlain
            ? advance.With(to.Events).With(to.UpdatedAt).With(from.Key).With(from.Turn).Run()
            : advanceTo.With(to.Events).With(to.UpdatedAt).With((int)to.Status).With(to.ExecutionId).With(to.Generation).With(from.Key).With(from.Turn).Run();
        if (changed != 1)
        {
            throw new FencedException(from.Id);
        }
    }

    /// <summary>Makes a row that of a fresh execution; <see cref="Advance"/> does the rest.</summary>
    public void Restart(InstanceRow row) => restart.With(row.Name).With(row.Version).WithNullable(row.StartAt?.UtcTicks).With(row.ParentId?.Value)
        .With(row.ParentStep).With(row.ParentGeneration).With(row.TraceParent).With(row.CreatedAt).With(row.Key).Run();

    public void SetCustomStatus(long key, string? json) => setCustomStatus.With(json).With(key).Run();

    public void SetResult(long key, string? output, Failure? failure)
        => setResult.With(output).With(failure is null ? null : DurableJson.Serialize(failure)).With(key).Run();

    public void SetHead(long key, ReadOnlySpan<byte> hash) => setHead.With(hash).With(key).Run();

    /// <summary>Notes that an instance's first turn has run.</summary>
    public void ClearStart(long key) => clearStart.With(key).Run();

    /// <summary>Says which step of which execution of its parent waits for an instance.</summary>
    public void SetParent(long key, int step, long generation) => setParent.With(step).With(generation).With(key).Run();

    public void Delete(long key) => delete.With(key).Run();
}

/// <summary>A turn was computed on a state that has changed since; nothing of it may be kept.</summary>
internal sealed class FencedException(InstanceId id) : Exception($"Instance '{id}' has moved on since this turn was computed.");
