using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;

namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>The operator's desk for schedules, over any host's documents.</summary>
internal sealed class StoredSchedules(ScheduleStore store, BatchStore files, TimeProvider time) : ISchedules
{
    private const int ShownSlots = 5;

    public async Task<IReadOnlyList<ScheduleView>> ListAsync(CancellationToken cancellation)
    {
        List<ScheduleView> views = [];
        foreach (string name in await store.ListAsync(cancellation))
        {
            if (await FindAsync(name, cancellation) is { } view)
            {
                views.Add(view);
            }
        }

        return views;
    }

    public async Task<ScheduleView?> FindAsync(string name, CancellationToken cancellation)
        => await store.FindAsync(name, cancellation) is { } stored ? View(name, stored, (await store.FindStateAsync(name, cancellation)).State) : null;

    public async Task<ScheduleView> SaveAsync(string name, ScheduleDefinition definition, CancellationToken cancellation)
    {
        await CheckAsync(name, definition, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        await store.ChangeAsync(name, earlier => new StoredSchedule(definition, earlier?.CreatedAt ?? now, earlier is not null && GoesOn(earlier.Definition, definition) ? earlier.Since : now), cancellation);
        return await FindAsync(name, cancellation) ?? throw new FailureException(new Failure("schedule.removed", $"Somebody removed the schedule '{name}' meanwhile.") { Remedy = "Make it again." });
    }

    public Task<bool> RemoveAsync(string name, CancellationToken cancellation) => store.RemoveAsync(name, cancellation);

    public async Task<IReadOnlyList<DateTimeOffset>?> NextSlotsAsync(string name, int count, CancellationToken cancellation)
        => await store.FindAsync(name, cancellation) is { } stored ? ScheduleTimes.Of(stored.Definition).Next(time.GetUtcNow(), Math.Clamp(count, 1, ScheduleLimits.Slots)) : null;

    /// <summary>Whether slots that came since the last look still count after a change.</summary>
    private static bool GoesOn(ScheduleDefinition earlier, ScheduleDefinition now) => earlier.Enabled && earlier.Cron == now.Cron && earlier.TimeZone == now.TimeZone;

    private async Task CheckAsync(string name, ScheduleDefinition definition, CancellationToken cancellation)
    {
        List<InputProblem> problems = [];
        if (!ScheduleLimits.IsName(name))
        {
            problems.Add(new InputProblem("name", "It is no name of a schedule.", $"Give 1 to {ScheduleLimits.NameLength} characters of a-z A-Z 0-9 - _."));
        }

        ScheduleTimes.TryRead(definition, problems);
        if (!Enum.IsDefined(definition.MissedRuns))
        {
            problems.Add(new InputProblem("missedRuns", "There is no such choice.", "Use skip, latest or all."));
        }

        if (definition.Enabled && await files.FindFileAsync(definition.BatchFile, cancellation) is null)
        {
            problems.Add(new InputProblem("batchFile", $"No batch file is saved under the name '{definition.BatchFile}'.", "Save it first: PUT /api/batch-files/{name}, or migrator batch files save."));
        }

        if (problems.Count > 0)
        {
            throw new InvalidRequestException(problems);
        }
    }

    private ScheduleView View(string name, StoredSchedule stored, ScheduleState? state)
    {
        List<InputProblem> problems = [];
        ScheduleTimes? times = ScheduleTimes.TryRead(stored.Definition, problems);
        return new ScheduleView(name, stored.Definition, stored.CreatedAt, times is not null && stored.Definition.Enabled ? times.Next(time.GetUtcNow(), ShownSlots) : [])
        {
            // The state of an older schedule of the same name may have outlived it.
            Last = state?.Last is { } last && last.At >= stored.CreatedAt ? last : null,
            Failure = problems.Count > 0 ? new Failure("schedule.unusable", $"{problems[0].Field}: {problems[0].Message}") { Remedy = problems[0].Remedy } : null,
        };
    }
}
