using System.ComponentModel;
using System.Diagnostics;
using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>Runs conversions as processes of this machine, shut in as well as it allows. A job ends with its host, and is then lost.</summary>
/// <param name="files">What is kept of the jobs.</param>
/// <param name="tools">Finds a tool.</param>
/// <param name="sandboxes">Finds out what shuts a process in here.</param>
/// <param name="time">The clock of wall times and waits.</param>
internal sealed class ProcessRunner(JobFiles files, Func<ConversionTool, ToolCommand> tools, SandboxProbe sandboxes, TimeProvider time) : IConversionRunner, IAsyncDisposable
{
    private readonly Dictionary<string, (RunningJob Job, Task Ended)> running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim changes = new(1, 1);
    private readonly SpawnThread spawn = new();
    private readonly JobHandover handover = new(files);
    private int nextCpu;

    /// <inheritdoc/>
    /// <exception cref="FailureException">Our own converter is not here.</exception>
    public async Task<RunnerDescription> DescribeAsync(CancellationToken cancellation)
    {
        _ = tools(ConversionTool.Migrator);
        return (await sandboxes.FindAsync(cancellation)).Description;
    }

    /// <inheritdoc/>
    public async Task StartAsync(ConversionJob job, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation);
        try
        {
            if (Find(job.Key) is not null || files.FindResult(job.Key) is not null)
            {
                return;
            }

            ISandbox sandbox = await sandboxes.FindAsync(cancellation);
            ToolCommand tool = tools(job.Tool);
            Bury(files.FindRecord(job.Key));
            uint? user = SandboxProbe.IsRoot && sandbox.CanChangeUser(tool) ? JobUser.Of(JobFiles.NameOf(job.Key)) : null;
            JobRecord record = handover.Give(job, user);
            try
            {
                await LaunchAsync(job, record, sandbox.Command(tool, job, user, nextCpu));
                nextCpu = (nextCpu + job.Limits.Cpus) % Environment.ProcessorCount;
            }
            catch
            {
                Bury(record);
                throw;
            }
        }
        finally
        {
            changes.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<ConversionJobState> PollAsync(string key, TimeSpan patience, CancellationToken cancellation)
    {
        if (Find(key) is { } found)
        {
            await Task.WhenAny(found.Ended, Task.Delay(patience, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (!found.Ended.IsCompleted)
            {
                return found.Job.State;
            }
        }

        JobRecord? record = files.FindRecord(key);
        if (files.FindResult(key) is { } result && record is not null)
        {
            return result.StateOf(record);
        }

        Bury(record);
        return JobResult.Lost;
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string key, CancellationToken cancellation)
    {
        if (Find(key) is { } found)
        {
            found.Job.Kill();
            await found.Ended.WaitAsync(cancellation);
        }

        if (files.FindResult(key) is null)
        {
            Bury(files.FindRecord(key));
        }

        files.Forget(key);
    }

    /// <summary>Ends all that runs; it is lost then, and starts again with the next host.</summary>
    public async ValueTask DisposeAsync()
    {
        List<(RunningJob Job, Task Ended)> left;
        lock (running)
        {
            left = [.. running.Values];
        }

        left.ForEach(one => one.Job.Kill());
        await Task.WhenAll(left.Select(one => one.Ended));
        spawn.Dispose();
        changes.Dispose();
    }

    private (RunningJob Job, Task Ended)? Find(string key)
    {
        lock (running)
        {
            return running.TryGetValue(key, out (RunningJob Job, Task Ended) found) ? found : null;
        }
    }

    private async Task LaunchAsync(ConversionJob job, JobRecord record, ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process;
        try
        {
            process = await spawn.StartAsync(start);
        }
        catch (Win32Exception failed)
        {
            throw new FailureException(
                new Failure("conversion.not_started", $"'{start.FileName}' could not be started: {failed.Message}") { Remedy = "Check that it is installed and may be executed." }, failed);
        }

        JobRecord launched = record with { Process = ProcessTree.Identify(process.Id) };
        files.Write(launched);
        RunningJob one = new(process, launched, job.Limits, time);
        lock (running)
        {
            running[job.Key] = (one, FollowAsync(job, one));
        }
    }

    private async Task FollowAsync(ConversionJob job, RunningJob one)
    {
        // What follows must not run before the job is in the list.
        await Task.Yield();
        JobResult result = await one.FollowAsync();
        End(one.Record);
        handover.Finish(one.Record, result);
        lock (running)
        {
            running.Remove(job.Key);
        }
    }

    /// <summary>Ends what may be left of a job, and takes its files back.</summary>
    private void Bury(JobRecord? record)
    {
        if (record is not null)
        {
            End(record);
            handover.Return(record);
        }
    }

    private static void End(JobRecord record)
    {
        if (record.Process is { } process)
        {
            ProcessTree.Kill(process);
        }

        if (record.UserId is { } user && JobUser.IsOwn(user))
        {
            ProcessTree.KillUser(user);
        }
    }
}
