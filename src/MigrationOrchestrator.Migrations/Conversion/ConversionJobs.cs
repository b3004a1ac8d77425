using System.Collections.Concurrent;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>Runs jobs of a migration through the host's runner: each in a folder of its own, found again after a restart by its deterministic key.</summary>
/// <param name="runner">Where they run.</param>
/// <param name="feeds">Opens their feeds.</param>
/// <param name="options">Where they work.</param>
/// <param name="time">The clock.</param>
public sealed class ConversionJobs(IConversionRunner runner, IConversionFeeds feeds, MigrationHostOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, FedJob> fed = new(StringComparer.Ordinal);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    /// <summary>What the runner is.</summary>
    public Task<RunnerDescription> DescribeAsync(CancellationToken cancellation) => runner.DescribeAsync(cancellation);

    /// <summary>The folder that a job may write to; it exists afterwards.</summary>
    public string Folder(InstanceId migration, string disk, string step)
    {
        // A staged name's segments are safe as folders.
        string folder = Path.Combine(options.WorkFolder, StagedName.Of(migration.Value, disk, step).Value);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The key under which a job is known to the runner.</summary>
    public static string Key(InstanceId migration, string disk, string step) => $"{migration}-{disk}-{step}";

    /// <summary>Starts a job where it does not run or exist yet, and waits for it for as long as a step may last.</summary>
    /// <param name="job">The job.</param>
    /// <param name="onOutput">Told of the output's bytes while it runs.</param>
    /// <param name="cancellation">Gives up the wait; the job goes on.</param>
    /// <returns>The state; running where the time was not enough.</returns>
    /// <exception cref="FailureException">The job failed.</exception>
    public async Task<ConversionJobState> RunAsync(ConversionJob job, Action<ConversionJobState> onOutput, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        await runner.StartAsync(job, cancellation);
        ConversionJobState state = await runner.PollAsync(job.Key, Glance, cancellation);
        while (state.Phase == ConversionPhase.Running && time.GetElapsedTime(started) < Longest)
        {
            onOutput(state);
            state = await runner.PollAsync(job.Key, Glance, cancellation);
        }

        return state.Phase switch
        {
            ConversionPhase.Failed => throw new FailureException(await ForgetAsync(job, state, cancellation)),
            ConversionPhase.Lost => throw new FailureException(new Failure("conversion.lost", $"The {job.Tool} job {job.Key} is gone.", Transient: true)),
            _ => state,
        };
    }

    /// <summary>The fed job of a key that this process started and that nobody has ended yet, or null.</summary>
    internal FedJob? FindFed(string key) => fed.GetValueOrDefault(key);

    /// <summary>Starts a job whose input is a feed; what is left of an earlier one, whose feed ended with its host, is ended first.</summary>
    /// <param name="task">What is converted.</param>
    /// <param name="conversion">Who answers the converter.</param>
    /// <param name="arguments">The converter's arguments.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<FedJob> StartFedAsync(ConversionTask task, StagedConversion conversion, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        await EndFedAsync(task, cancellation);
        IConversionFeed feed = feeds.Open(Folder(task.Migration, task.DiskId, "feed"), conversion);
        FedJob job = new(task, conversion, feed);
        try
        {
            string folder = Folder(task.Migration, task.DiskId, ConversionTask.Step);
            await runner.StartAsync(new ConversionJob(task.Key, ConversionTool.Migrator, arguments, feed.Address, folder, "none", task.Limits), cancellation);
        }
        catch
        {
            await feed.DisposeAsync();
            throw;
        }

        fed[task.Key] = job;
        return job;
    }

    /// <summary>Waits for a fed job to end, for as long as told.</summary>
    internal Task<ConversionJobState> PollFedAsync(FedJob job, TimeSpan patience, CancellationToken cancellation) => runner.PollAsync(job.Task.Key, patience, cancellation);

    /// <summary>Ends and forgets a fed job and hangs its feed up; nothing there is success.</summary>
    internal async Task EndFedAsync(ConversionTask task, CancellationToken cancellation)
    {
        await HangUpAsync(task.Key);
        await runner.RemoveAsync(task.Key, cancellation);
        Directory.Delete(Folder(task.Migration, task.DiskId, ConversionTask.Step), recursive: true);
    }

    /// <summary>Forgets a job and removes its folder.</summary>
    public async Task RemoveAsync(InstanceId migration, string disk, string step, CancellationToken cancellation)
    {
        await runner.RemoveAsync(Key(migration, disk, step), cancellation);
        Directory.Delete(Folder(migration, disk, step), recursive: true);
    }

    /// <summary>Ends and forgets all jobs of a migration and removes their folders.</summary>
    /// <param name="migration">The migration's id.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RemoveAllAsync(InstanceId migration, CancellationToken cancellation)
    {
        string root = Path.Combine(options.WorkFolder, migration.Value);
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (string disk in Directory.EnumerateDirectories(root))
        {
            foreach (string step in Directory.EnumerateDirectories(disk))
            {
                string key = Key(migration, Path.GetFileName(disk), Path.GetFileName(step));
                await HangUpAsync(key);
                await runner.RemoveAsync(key, cancellation);
            }
        }

        Directory.Delete(root, recursive: true);
    }

    /// <summary>Forgets a failed job, so that another try starts afresh, and says why it failed.</summary>
    private async Task<Failure> ForgetAsync(ConversionJob job, ConversionJobState state, CancellationToken cancellation)
    {
        await runner.RemoveAsync(job.Key, cancellation);
        foreach (string left in Directory.EnumerateFileSystemEntries(job.OutputFolder))
        {
            File.Delete(left);
        }

        return FailureOf(job.Tool, state);
    }

    /// <summary>Why a job failed, by what it left.</summary>
    internal static Failure FailureOf(ConversionTool tool, ConversionJobState state)
    {
        if (state.LimitReached is { } limit)
        {
            return new Failure("conversion.limit", $"The conversion was ended because it reached its {limit} limit.")
            {
                Remedy = limit == "memory"
                    ? "The image may be hostile; if it is not, raise the memory of conversions in the host's configuration."
                    : "The image may be hostile; if it is not, look at this machine's load, then retry the migration.",
            };
        }

        return OwnFailure(state) ?? new Failure("conversion.failed", $"{tool} ended with exit code {state.ExitCode}: {LastLine(state.StandardError)}") { Remedy = "Look at the message; the image may be damaged." };
    }

    private async Task HangUpAsync(string key)
    {
        if (fed.TryRemove(key, out FedJob? job))
        {
            await job.Feed.DisposeAsync();
        }
    }

    private static Failure? OwnFailure(ConversionJobState state)
    {
        try
        {
            return LastLine(state.StandardOutput) is { Length: > 0 } line && line[0] == '{' ? DurableJson.Deserialize<Failure>(line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];
}
