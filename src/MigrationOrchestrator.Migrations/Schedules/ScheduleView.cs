using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>A schedule as people see it: the body of <c>GET /api/schedules/{name}</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">When which batch file is started.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="NextSlots">The next slots, in UTC; none while it is not enabled.</param>
public sealed record ScheduleView(string Name, ScheduleDefinition Definition, DateTimeOffset CreatedAt, IReadOnlyList<DateTimeOffset> NextSlots)
{
    /// <summary>What became of the last slot that came; null before the first.</summary>
    public ScheduleRun? Last { get; init; }

    /// <summary>Why it cannot be used any more, such as a time zone that this host does not know.</summary>
    public Failure? Failure { get; init; }
}

/// <summary>What became of one slot.</summary>
/// <param name="Slot">The slot, in UTC.</param>
/// <param name="At">When it was looked at.</param>
public sealed record ScheduleRun(DateTimeOffset Slot, DateTimeOffset At)
{
    /// <summary>The batch that was started for it; null where it was missed and passed over, or where it failed.</summary>
    public InstanceId? BatchId { get; init; }

    /// <summary>Why no batch was started.</summary>
    public Failure? Failure { get; init; }
}
