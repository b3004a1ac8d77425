using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;

namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>
/// Starts the batches of schedules whose slots have come. A slot's batch has the id <c>SCHEDULE-SLOT</c>, so that it exists at most once however many
/// workers look and wherever one of them dies; how far a schedule has come is written after that, and only by whoever read it unchanged.
/// </summary>
public sealed class DueSchedules
{
    private readonly ScheduleStore store;
    private readonly BatchStore files;
    private readonly IBatches batches;
    private readonly ScheduleLog log;

    /// <summary>Looks after a host's schedules.</summary>
    /// <param name="services">Services that <see cref="MigrationServices.AddMigrations"/> was called on.</param>
    /// <param name="batches">What batches are started with.</param>
    public DueSchedules(IServiceProvider services, IBatches batches)
    {
        store = services.GetRequiredService<ScheduleStore>();
        files = services.GetRequiredService<BatchStore>();
        log = new ScheduleLog(services.GetRequiredService<ILogger<DueSchedules>>());
        this.batches = batches;
    }

    /// <summary>Starts what is due. What is wrong with one schedule is kept as its own last outcome and stops no other.</summary>
    /// <param name="now">The time; later calls must not give an earlier one.</param>
    /// <param name="cancellation">Gives up; what was not started is due at the next call.</param>
    public async Task StartDueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (string name in await store.ListAsync(cancellation))
        {
            try
            {
                await StartDueAsync(name, now, cancellation);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                log.Broken(name, broken);
            }
        }
    }

    /// <summary>The id of a slot's batch.</summary>
    internal static InstanceId BatchId(string schedule, DateTimeOffset slot) => new($"{schedule}-{slot.UtcDateTime.ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture)}");

    private async Task StartDueAsync(string name, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await store.FindAsync(name, cancellation) is not { Definition.Enabled: true } schedule)
        {
            return;
        }

        (ScheduleState? state, string tag) = await store.FindStateAsync(name, cancellation);
        DateTimeOffset cursor = state is { } earlier && earlier.Cursor > schedule.Since ? earlier.Cursor : schedule.Since;
        IReadOnlyList<DateTimeOffset> slots = ScheduleTimes.Of(schedule.Definition).Between(cursor, now);
        if (slots.Count == 0)
        {
            return;
        }

        IReadOnlyList<DateTimeOffset> wanted = Wanted(slots, schedule.Definition.MissedRuns, now);
        ScheduleState reached = new(slots[^1], new ScheduleRun(slots[^1], now));
        foreach (DateTimeOffset slot in wanted)
        {
            ScheduleRun run = await StartAsync(name, slot, schedule.Definition.BatchFile, now, cancellation);
            reached = reached with { Last = run };
            if (run.Failure is { Transient: true })
            {
                // It may pass: this slot and those after it are due again at the next look.
                reached = reached with { Cursor = slot > slots[0] ? slots.Last(before => before < slot) : cursor };
                break;
            }
        }

        if (slots.Count > wanted.Count)
        {
            log.Missed(name, slots.Count - wanted.Count);
        }

        await store.SaveStateAsync(name, reached, tag, cancellation);
    }

    private static IReadOnlyList<DateTimeOffset> Wanted(IReadOnlyList<DateTimeOffset> slots, MissedRuns missed, DateTimeOffset now)
    {
        IReadOnlyList<DateTimeOffset> inTime = [.. slots.Where(slot => now - slot <= ScheduleLimits.Late)];
        return missed switch
        {
            MissedRuns.All => slots,
            MissedRuns.Latest when inTime.Count == 0 => [slots[^1]],
            _ => inTime,
        };
    }

    private async Task<ScheduleRun> StartAsync(string name, DateTimeOffset slot, string file, DateTimeOffset now, CancellationToken cancellation)
    {
        ScheduleRun run = new(slot, now);
        InstanceId id = BatchId(name, slot);
        try
        {
            BatchFile saved = await files.FindFileAsync(file, cancellation)
                ?? throw new FailureException(new Failure("batch_file.unknown", $"No batch file is saved under the name '{file}'.") { Remedy = "Save it again under that name, or give the schedule another." });
            await batches.StartAsync(saved, id, cancellation);
            log.Started(name, id);
            return run with { BatchId = id };
        }
        catch (InstanceExistsException)
        {
            // Another worker was faster, or this one had died before it could write how far it came.
            return run with { BatchId = id };
        }
        catch (InvalidRequestException invalid)
        {
            InputProblem first = invalid.Problems[0];
            return Failed(new Failure("request.invalid", $"Batch file '{file}', {first.Field}: {first.Message}") { Remedy = first.Remedy });
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            return Failed(Failure.From(broken));
        }

        ScheduleRun Failed(Failure failure)
        {
            log.Failed(name, id, failure.Code, failure.Message);
            return run with { Failure = failure };
        }
    }
}
