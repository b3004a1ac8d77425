using System.Collections.Concurrent;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Callers who wait for an instance's end.</summary>
internal sealed class CompletionWaiters
{
    private readonly ConcurrentDictionary<InstanceId, TaskCompletionSource> waiters = new();

    /// <summary>A task that ends when the instance next ends; taken before its state is read, so no end is missed.</summary>
    public Task NextEndAsync(InstanceId id) => waiters.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Ended(InstanceId id)
    {
        if (waiters.TryRemove(id, out TaskCompletionSource? waiter))
        {
            waiter.SetResult();
        }
    }

    /// <summary>Ends all waits, since the engine stops.</summary>
    public void Stop()
    {
        foreach (InstanceId id in waiters.Keys)
        {
            if (waiters.TryRemove(id, out TaskCompletionSource? waiter))
            {
                waiter.SetException(new ObjectDisposedException(nameof(SqliteEngine), $"The engine stopped while instance '{id}' was open; it goes on at the next start."));
            }
        }
    }
}
