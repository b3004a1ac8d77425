namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Activities that are scheduled and have no result in a history yet.</summary>
internal sealed class TaskTable(Database database)
{
    private readonly Statement insert = database.Prepare("INSERT INTO tasks (instance, step, generation, name, input, attempts, epoch) VALUES (?, ?, ?, ?, ?, ?, ?)");
    private readonly Statement claim = database.Prepare("UPDATE tasks SET attempts = attempts + 1, epoch = ? WHERE instance = ? AND step = ? AND generation = ?");
    private readonly Statement unclaim = database.Prepare("UPDATE tasks SET attempts = attempts - 1 WHERE epoch = ? AND attempts > 0");
    private readonly Statement delete = database.Prepare("DELETE FROM tasks WHERE instance = ? AND step = ? AND generation = ?");
    private readonly Statement deleteAll = database.Prepare("DELETE FROM tasks WHERE instance = ?");
    private readonly Statement all = database.Prepare("SELECT t.instance, i.id, t.step, t.generation, t.name, t.input, t.attempts, i.trace_parent FROM tasks t JOIN instances i ON i.key = t.instance");

    /// <summary>Adds a task; its first attempt counts from here, before it can run.</summary>
    public void Insert(TaskRow row, long epoch)
        => insert.With(row.Instance).With(row.Step).With(row.Generation).With(row.Name).With(row.Input).With(row.Attempts).With(epoch).Run();

    /// <summary>Counts one more attempt before it runs; false where the task is gone.</summary>
    public bool TryClaim(TaskRow row, long epoch) => claim.With(epoch).With(row.Instance).With(row.Step).With(row.Generation).Run() == 1;

    /// <summary>Takes back the attempts of an epoch that stopped in good order: they did not crash.</summary>
    public void Unclaim(long epoch) => unclaim.With(epoch).Run();

    /// <summary>Deletes exactly one task; a later execution's task of the same step stays.</summary>
    public bool Delete(long instance, int step, long generation) => delete.With(instance).With(step).With(generation).Run() == 1;

    public void DeleteAll(long instance) => deleteAll.With(instance).Run();

    public List<TaskRow> ReadAll() => all.ReadAll(row => new TaskRow(row.Int64(0), new InstanceId(row.Text(1)), row.Int32(2), row.Int64(3), row.Text(4), row.Text(5), row.Int32(6)) { TraceParent = row.TextOrNull(7) });
}
