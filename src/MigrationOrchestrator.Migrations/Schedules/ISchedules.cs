namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>All that an operator can do with schedules. What starts their batches is <see cref="DueSchedules"/>.</summary>
public interface ISchedules
{
    /// <summary>All schedules, by name.</summary>
    Task<IReadOnlyList<ScheduleView>> ListAsync(CancellationToken cancellation);

    /// <summary>One schedule, or null where there is none of that name.</summary>
    Task<ScheduleView?> FindAsync(string name, CancellationToken cancellation);

    /// <summary>Makes a schedule or replaces the one of that name. A new one, one that was not enabled, and one whose cron expression or time zone changed, counts its slots from now: nothing is made up for.</summary>
    /// <param name="name">1 to 24 characters of <c>a-z A-Z 0-9 - _</c>.</param>
    /// <param name="definition">When which batch file is started.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidRequestException">The name or something in the definition cannot be used.</exception>
    Task<ScheduleView> SaveAsync(string name, ScheduleDefinition definition, CancellationToken cancellation);

    /// <summary>Removes a schedule; batches that it started go on.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(string name, CancellationToken cancellation);

    /// <summary>The next slots of a schedule as if it were enabled, in UTC, or null where there is none of that name.</summary>
    /// <param name="name">Which.</param>
    /// <param name="count">How many; 1 to <see cref="ScheduleLimits.Slots"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<DateTimeOffset>?> NextSlotsAsync(string name, int count, CancellationToken cancellation);
}
