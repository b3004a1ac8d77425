namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Callers who wait for an instance's end; an instance that nobody waits for any more takes no memory.</summary>
internal sealed class CompletionWaiters
{
    private readonly Lock gate = new();
    private readonly Dictionary<InstanceId, Waiter> waiters = [];

    /// <summary>How many instances somebody waits for.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return waiters.Count;
            }
        }
    }

    /// <summary>Joins those who wait for an instance's next end; called before its state is read, so that no end is missed.</summary>
    /// <returns>The wait, which the caller disposes of however it ends.</returns>
    public Waiter Join(InstanceId id)
    {
        lock (gate)
        {
            if (!waiters.TryGetValue(id, out Waiter? waiter))
            {
                waiters.Add(id, waiter = new Waiter(this, id));
            }

            waiter.Callers++;
            return waiter;
        }
    }

    public void Ended(InstanceId id)
    {
        Waiter? waiter;
        lock (gate)
        {
            _ = waiters.Remove(id, out waiter);
        }

        waiter?.End();
    }

    /// <summary>Ends all waits, since the engine stops.</summary>
    public void Stop()
    {
        Waiter[] open;
        lock (gate)
        {
            open = [.. waiters.Values];
            waiters.Clear();
        }

        foreach (Waiter waiter in open)
        {
            waiter.Fail(new ObjectDisposedException(nameof(SqliteEngine), $"The engine stopped while instance '{waiter.Id}' was open; it goes on at the next start."));
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (gate)
        {
            if (--waiter.Callers == 0 && waiters.TryGetValue(waiter.Id, out Waiter? current) && current == waiter)
            {
                _ = waiters.Remove(waiter.Id);
            }
        }
    }

    /// <summary>One instance's next end, shared by all who wait for it.</summary>
    internal sealed class Waiter(CompletionWaiters all, InstanceId id) : IDisposable
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public InstanceId Id => id;

        public Task Ended => ended.Task;

        /// <summary>How many wait; under the gate.</summary>
        public int Callers { get; set; }

        public void End() => ended.SetResult();

        public void Fail(Exception reason) => ended.SetException(reason);

        public void Dispose() => all.Leave(this);
    }
}
