namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Timers that have not fired. Step 0 is an instance's own start time.</summary>
internal sealed class TimerTable(Database database)
{
    private readonly Statement insert = database.Prepare("INSERT INTO timers (instance, step, generation, due_at) VALUES (?, ?, ?, ?)");
    private readonly Statement delete = database.Prepare("DELETE FROM timers WHERE instance = ? AND step = ? AND generation = ?");
    private readonly Statement deleteAll = database.Prepare("DELETE FROM timers WHERE instance = ?");
    private readonly Statement all = database.Prepare("SELECT instance, step, generation, due_at FROM timers");

    public void Insert(TimerRow row) => insert.With(row.Instance).With(row.Step).With(row.Generation).With(row.DueAt).Run();

    /// <summary>Deletes exactly one timer; a later execution's timer of the same step stays.</summary>
    public bool Delete(long instance, int step, long generation) => delete.With(instance).With(step).With(generation).Run() == 1;

    public void DeleteAll(long instance) => deleteAll.With(instance).Run();

    public List<TimerRow> ReadAll() => all.ReadAll(row => new TimerRow(row.Int64(0), row.Int32(1), row.Int64(2), row.Time(3)));
}

/// <summary>One timer.</summary>
internal readonly record struct TimerRow(long Instance, int Step, long Generation, DateTimeOffset DueAt);
