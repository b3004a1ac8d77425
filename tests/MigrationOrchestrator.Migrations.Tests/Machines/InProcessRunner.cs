using System.Collections.Concurrent;
using System.Diagnostics;
using MigrationOrchestrator.Conversion.Feeds;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>Runs our own converter in the test's process, and qemu-img beside it: what is tested here is the flow, not the walls.</summary>
internal sealed class InProcessRunner : IConversionRunner
{
    private const int Killed = 137;
    private readonly ConcurrentDictionary<string, Running> running = new();

    /// <summary>The keys of all jobs that were started, in their order.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>Jobs that are known and have not ended.</summary>
    public int RunningCount => running.Values.Count(one => !one.Job.IsCompleted);

    public Task<RunnerDescription> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new RunnerDescription("in-process", [], ["everything"]));

    public Task StartAsync(ConversionJob job, CancellationToken cancellation)
    {
        bool isNew = false;
        running.GetOrAdd(job.Key, _ =>
        {
            isNew = true;
            CancellationTokenSource kill = new();
            return new Running(Task.Run(() => job.Tool == ConversionTool.QemuImg ? QemuImgAsync(job, kill.Token) : ConvertAsync(job, kill.Token), CancellationToken.None), kill);
        });
        if (isNew)
        {
            // Whoever sees that it was started may kill it at once.
            Started.Enqueue(job.Key);
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends all jobs as SIGKILL would; they are found failed.</summary>
    public void KillAll()
    {
        foreach (Running one in running.Values)
        {
            one.Kill.Cancel();
        }
    }

    public async Task<ConversionJobState> PollAsync(string key, TimeSpan patience, CancellationToken cancellation)
    {
        if (!running.TryGetValue(key, out Running? one))
        {
            return new ConversionJobState(ConversionPhase.Lost, null, "", "", 0);
        }

        await Task.WhenAny(one.Job, Task.Delay(patience, cancellation));
        cancellation.ThrowIfCancellationRequested();
        return one.Job.IsCompleted ? await one.Job : new ConversionJobState(ConversionPhase.Running, null, "", "", 0);
    }

    public async Task RemoveAsync(string key, CancellationToken cancellation)
    {
        if (running.TryRemove(key, out Running? one))
        {
            await one.Kill.CancelAsync();
            await one.Job;
        }
    }

    private static async Task<ConversionJobState> ConvertAsync(ConversionJob job, CancellationToken kill)
    {
        try
        {
            ConverterReport report = await FedConverter.RunAsync(job.InputPath, kill);
            return new ConversionJobState(ConversionPhase.Succeeded, 0, DurableJson.Serialize(report), "", 0);
        }
        catch (Exception) when (kill.IsCancellationRequested)
        {
            return new ConversionJobState(ConversionPhase.Failed, Killed, "", "", 0);
        }
        catch (ImageException refused)
        {
            return new ConversionJobState(ConversionPhase.Failed, 1, DurableJson.Serialize(new Failure(refused.Code, refused.Message)), "", 0);
        }
        catch (Exception failed)
        {
            return new ConversionJobState(ConversionPhase.Failed, 1, "", failed.Message, 0);
        }
    }

    private static async Task<ConversionJobState> QemuImgAsync(ConversionJob job, CancellationToken kill)
    {
        string output = Path.Combine(job.OutputFolder, job.OutputFile);
        ProcessStartInfo start = new("qemu-img") { RedirectStandardError = true };
        job.Arguments.Select(argument => argument == ConversionJob.InputPlaceholder ? job.InputPath : argument == ConversionJob.OutputPlaceholder ? output : argument).ToList().ForEach(start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync(kill);
        await process.WaitForExitAsync(kill);
        return new ConversionJobState(process.ExitCode == 0 ? ConversionPhase.Succeeded : ConversionPhase.Failed, process.ExitCode, "", errors, 0);
    }

    private sealed record Running(Task<ConversionJobState> Job, CancellationTokenSource Kill);
}
