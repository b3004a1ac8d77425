using System.Collections.Concurrent;

namespace MigrationOrchestrator.Emulators.OpenStack.State;

/// <summary>What a cloud does after it has answered: builds, snapshots, deletions. Ends with the emulator.</summary>
internal sealed class Chores(TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<Task, bool> running = new();

    public void Begin(Func<CancellationToken, Task> chore)
    {
        Task task = Task.Run(() => chore(end.Token));
        running[task] = true;
        task.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public Task WaitAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, clock, cancellation);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }
}
