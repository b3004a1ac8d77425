using System.Collections.Concurrent;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>
/// Converts from staging to staging in shut-in jobs that are fed: starts one, or a new one that goes on from the last checkpoint where the job or
/// its host was killed, and makes the output an object once it is whole.
/// </summary>
/// <param name="staging">Where the image is and the output goes.</param>
/// <param name="jobs">The jobs.</param>
/// <param name="time">The clock.</param>
public sealed class StagedConversions(IStagingStore staging, ConversionJobs jobs, TimeProvider time)
{
    private static readonly string[] Arguments = ["convert-feed", "--json", ConversionJob.InputPlaceholder];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> starting = new(StringComparer.Ordinal);

    /// <summary>Where a conversion is fed from and how far it is; starts it where this process does not feed it yet.</summary>
    internal async Task<FedJob> FindOrStartAsync(ConversionTask task, CancellationToken cancellation)
    {
        SemaphoreSlim one = starting.GetOrAdd(task.Key, _ => new SemaphoreSlim(1, 1));
        await one.WaitAsync(cancellation);
        try
        {
            if (jobs.FindFed(task.Key) is { } known)
            {
                return known;
            }

            StagedConversion conversion = await StagedConversion.BeginAsync(staging, task, time, cancellation);
            return await jobs.StartFedAsync(task, conversion, Arguments, cancellation);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Waits for a conversion to end, for as long as told.</summary>
    /// <param name="job">The conversion.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellation">Gives up the wait; the conversion goes on.</param>
    /// <returns>The converter's report once it has ended well; null while it runs.</returns>
    /// <exception cref="FailureException">It failed, or was killed (<c>conversion.killed</c>, transient): it is started again where it stopped.</exception>
    internal async Task<ConverterReport?> PollAsync(FedJob job, TimeSpan patience, CancellationToken cancellation)
    {
        ConversionJobState state = await jobs.PollFedAsync(job, patience, cancellation);
        if (job.Feed.Fault is { } fault)
        {
            await jobs.EndFedAsync(job.Task, cancellation);
            throw fault is FailureException ? fault : new FailureException(Failure.From(fault) with { Transient = fault is IOException }, fault);
        }

        switch (state.Phase)
        {
            case ConversionPhase.Running:
                return null;
            case ConversionPhase.Succeeded:
                return DurableJson.Deserialize<ConverterReport>(ConversionJobs.LastLine(state.StandardOutput))
                    ?? throw new FailureException(new Failure("conversion.no_report", "The converter ended without its report."));
            default:
                await jobs.EndFedAsync(job.Task, cancellation);
                throw new FailureException(await RetriedAsync(job, EndOf(job, state), cancellation));
        }
    }

    /// <summary>A checkpoint that the converter cannot go on from is dropped: the conversion starts anew.</summary>
    private async Task<Failure> RetriedAsync(FedJob job, Failure failure, CancellationToken cancellation)
    {
        if (failure.Code != ImageErrorCodes.Checkpoint || job.Conversion.Order.ResumeFrom is null)
        {
            return failure;
        }

        await staging.PutAsync(job.Task.Checkpoint, "null"u8.ToArray(), cancellation);
        return failure with { Transient = true, Remedy = "The conversion starts anew by itself." };
    }

    /// <summary>Makes the output an object; for a digest there is none.</summary>
    /// <returns>Its length in bytes.</returns>
    internal static Task<long> CommitAsync(FedJob job, ConverterReport report, CancellationToken cancellation)
        => job.Task.Order.Target is null ? Task.FromResult(0L) : job.Conversion.CommitAsync(report, cancellation);

    /// <summary>Forgets a conversion whose result is kept elsewhere.</summary>
    internal Task ForgetAsync(FedJob job, CancellationToken cancellation) => jobs.EndFedAsync(job.Task, cancellation);

    private static Failure EndOf(FedJob job, ConversionJobState state)
    {
        // A shell's and .NET's exit codes of a process that a signal ended start here (signal(7)).
        const int signalled = 128;
        return state is { LimitReached: null, Phase: ConversionPhase.Lost } or { LimitReached: null, ExitCode: null or > signalled }
            ? new Failure("conversion.killed", $"The conversion of {job.Task.DiskId} was killed after {job.Conversion.GuestBytesDone} bytes of the guest's disk.", Transient: true)
            {
                Remedy = "It goes on by itself from its last checkpoint; if it is killed again and again, look at this machine's memory and log.",
            }
            : ConversionJobs.FailureOf(ConversionTool.Migrator, state);
    }
}
