using System.Diagnostics;
using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>A job's process while it runs: keeps the end of its output and ends it at its limits.</summary>
internal sealed class RunningJob
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PipesClose = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly ConversionLimits limits;
    private readonly TimeProvider time;
    private readonly long started;
    private readonly OutputTail output = new(OutputTail.OutputCapacity);
    private readonly OutputTail error = new(OutputTail.ErrorCapacity);

    /// <summary>Watches a process that was just started with both outputs redirected.</summary>
    /// <param name="process">The process.</param>
    /// <param name="record">What was written down of it.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="time">The clock of its wall time.</param>
    public RunningJob(Process process, JobRecord record, ConversionLimits limits, TimeProvider time)
    {
        this.process = process;
        this.limits = limits;
        this.time = time;
        Record = record;
        started = time.GetTimestamp();
    }

    /// <summary>What was written down of it.</summary>
    public JobRecord Record { get; }

    /// <summary>How far it is.</summary>
    public ConversionJobState State => new(ConversionPhase.Running, null, output.ToString(), error.ToString(), JobOutput.LengthOf(Record.OutputPath));

    /// <summary>Ends it now.</summary>
    public void Kill()
    {
        if (Record.Process is { } identity)
        {
            ProcessTree.Kill(identity);
        }

        if (Record.UserId is { } user && JobUser.IsOwn(user))
        {
            ProcessTree.KillUser(user);
        }

        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    /// <summary>Follows it to its end.</summary>
    public async Task<JobResult> FollowAsync()
    {
        using (process)
        {
            process.StandardInput.Close();
            Task pipes = Task.WhenAll(output.FollowAsync(process.StandardOutput.BaseStream), error.FollowAsync(process.StandardError.BaseStream));
            Task exit = process.WaitForExitAsync();
            using PeriodicTimer look = new(LookInterval, time);
            string? limit = null;
            while (!exit.IsCompleted)
            {
                limit = ExceededLimit();
                if (limit is not null)
                {
                    Kill();
                    break;
                }

                await Task.WhenAny(exit, look.WaitForNextTickAsync().AsTask());
            }

            await exit;

            // A grandchild may hold the pipes open; it is ended with the job's user or namespace.
            await Task.WhenAny(pipes, Task.Delay(PipesClose, time));
            string errors = error.ToString();
            limit ??= LimitSigns.Read(process.ExitCode, errors);
            return new JobResult(limit is null ? process.ExitCode : null, output.ToString(), errors, limit);
        }
    }

    private string? ExceededLimit()
    {
        if (time.GetElapsedTime(started) > limits.WallTime)
        {
            return LimitSigns.WallTime;
        }

        if (JobOutput.TotalOf(Record.OutputFolder) > limits.OutputBytes)
        {
            return LimitSigns.Output;
        }

        return ProcessTree.MemoryOf(process.Id) > limits.MemoryBytes ? LimitSigns.Memory : null;
    }
}
