using System.Collections.Concurrent;
using System.Diagnostics;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>
/// Starts processes from one thread that lives as long as the host: Linux sends a child's "parent died" signal (PR_SET_PDEATHSIG) when the thread
/// that forked it ends, and threads of the pool come and go.
/// </summary>
internal sealed class SpawnThread : IDisposable
{
    private readonly BlockingCollection<Action> work = [];

    /// <summary>Starts the thread.</summary>
    public SpawnThread() => new Thread(Run) { IsBackground = true, Name = "conversion-spawn" }.Start();

    /// <summary>Starts a process.</summary>
    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception failed)
            {
                started.SetException(failed);
            }
        });
        return started.Task;
    }

    /// <summary>Lets the thread end; what it started ends with it.</summary>
    public void Dispose() => work.CompleteAdding();

    private void Run()
    {
        foreach (Action one in work.GetConsumingEnumerable())
        {
            one();
        }
    }
}
