using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Containers;

/// <summary>A job's container: looks at it, ends it at its limits, and reads what it said.</summary>
/// <param name="engine">Who runs it.</param>
/// <param name="name">The container's name.</param>
/// <param name="record">What was written down of the job.</param>
/// <param name="time">The clock of the looks.</param>
internal sealed class RunningContainer(ContainerEngine engine, string name, JobRecord record, TimeProvider time)
{
    private const int Killed = 137;
    private const int BufferLength = 16 * 1024;

    // While it runs, only the newest lines are asked for.
    private const string NewestLines = "200";
    private const string AllLines = "all";

    // Engines note a container's start some time after its process has begun.
    private static readonly TimeSpan StartLag = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(300);

    private IContainerOperations Containers => engine.Client.Containers;

    /// <summary>How far it is.</summary>
    public async Task<ConversionJobState> StateAsync(CancellationToken cancellation)
    {
        (string output, string error) = await ReadLogsAsync(NewestLines, cancellation);
        return new ConversionJobState(ConversionPhase.Running, null, output, error, JobOutput.LengthOf(record.OutputPath));
    }

    /// <summary>Follows it to its end; it is still there then.</summary>
    public async Task<JobResult> FollowAsync(CancellationToken cancellation)
    {
        using PeriodicTimer look = new(LookInterval, time);
        bool wroteTooMuch = false;
        ContainerInspectResponse found;
        while ((found = await Containers.InspectContainerAsync(name, cancellation)).State.Running)
        {
            if (!wroteTooMuch && JobOutput.TotalOf(record.OutputFolder) > OutputLimit(found))
            {
                wroteTooMuch = true;
                await KillAsync(cancellation);
            }

            await look.WaitForNextTickAsync(cancellation);
        }

        (string output, string error) = await ReadLogsAsync(AllLines, cancellation);
        int exitCode = (int)found.State.ExitCode;
        string? limit = wroteTooMuch || JobOutput.TotalOf(record.OutputFolder) > OutputLimit(found) ? LimitSigns.Output : LimitOf(found, exitCode, error);
        return new JobResult(limit is null ? exitCode : null, output, error, limit);
    }

    private static string? LimitOf(ContainerInspectResponse found, int exitCode, string error)
    {
        if (found.State.OOMKilled)
        {
            return LimitSigns.Memory;
        }

        // Engines do not always notice that the kernel killed a process for its memory; nobody else sends that signal.
        return exitCode != Killed ? LimitSigns.Read(exitCode, error)
            : Lifetime(found.State) >= WallTime(found) - StartLag ? LimitSigns.WallTime
            : LimitSigns.Memory;
    }

    private static TimeSpan Lifetime(ContainerState state)
        => DateTimeOffset.TryParse(state.StartedAt, CultureInfo.InvariantCulture, out DateTimeOffset started) && DateTimeOffset.TryParse(state.FinishedAt, CultureInfo.InvariantCulture, out DateTimeOffset finished)
            ? finished - started
            : TimeSpan.Zero;

    /// <summary>The limits are read from the container itself, which may be another host's.</summary>
    private static TimeSpan WallTime(ContainerInspectResponse found)
        => found.Config.Labels.TryGetValue(ContainerSpec.WallTimeLabel, out string? seconds) && double.TryParse(seconds, CultureInfo.InvariantCulture, out double some) ? TimeSpan.FromSeconds(some) : TimeSpan.MaxValue;

    private static long OutputLimit(ContainerInspectResponse found)
        => found.Config.Labels.TryGetValue(ContainerSpec.OutputLabel, out string? bytes) && long.TryParse(bytes, CultureInfo.InvariantCulture, out long some) ? some : long.MaxValue;

    private async Task KillAsync(CancellationToken cancellation)
    {
        try
        {
            await Containers.KillContainerAsync(name, new ContainerKillParameters { Signal = "SIGKILL" }, cancellation);
        }
        catch (DockerApiException)
        {
            // It ended by itself.
        }
    }

    private async Task<(string Output, string Error)> ReadLogsAsync(string lines, CancellationToken cancellation)
    {
        OutputTail output = new(OutputTail.OutputCapacity);
        OutputTail error = new(OutputTail.ErrorCapacity);
        ContainerLogsParameters what = new() { ShowStdout = true, ShowStderr = true, Follow = false, Tail = lines };
        using MultiplexedStream logs = await Containers.GetContainerLogsAsync(name, tty: false, what, cancellation);
        byte[] buffer = new byte[BufferLength];
        MultiplexedStream.ReadResult read;
        while (!(read = await logs.ReadOutputAsync(buffer, 0, buffer.Length, cancellation)).EOF)
        {
            (read.Target == MultiplexedStream.TargetStream.StandardError ? error : output).Append(buffer.AsSpan(0, read.Count));
        }

        return (output.ToString(), error.ToString());
    }
}
