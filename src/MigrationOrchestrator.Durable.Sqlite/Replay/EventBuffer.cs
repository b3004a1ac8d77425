namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>Raised events and those who wait for them: first in, first out per name, names compared without case.</summary>
internal sealed class EventBuffer(OrchestratorScheduler scheduler)
{
    private readonly Dictionary<string, Queue<EventRaised>> raised = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LinkedList<TaskCompletionSource<string>>> waiters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many waits are open.</summary>
    public int Waiting => waiters.Sum(entry => entry.Value.Count);

    /// <summary>Events that nobody has taken, oldest first per name.</summary>
    public IEnumerable<EventRaised> Unclaimed => raised.Values.SelectMany(queue => queue);

    public void Raise(EventRaised fact)
    {
        if (waiters.TryGetValue(fact.Name, out LinkedList<TaskCompletionSource<string>>? queue) && queue.First is { } first)
        {
            queue.RemoveFirst();
            first.Value.SetResult(fact.Payload);
            return;
        }

        if (!raised.TryGetValue(fact.Name, out Queue<EventRaised>? buffer))
        {
            raised.Add(fact.Name, buffer = new Queue<EventRaised>());
        }

        buffer.Enqueue(fact);
    }

    public Task<string> WaitAsync(string name, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<string>(cancellation);
        }

        if (raised.TryGetValue(name, out Queue<EventRaised>? buffer) && buffer.TryDequeue(out EventRaised? fact))
        {
            return Task.FromResult(fact.Payload);
        }

        if (!waiters.TryGetValue(name, out LinkedList<TaskCompletionSource<string>>? queue))
        {
            waiters.Add(name, queue = new LinkedList<TaskCompletionSource<string>>());
        }

        LinkedListNode<TaskCompletionSource<string>> node = queue.AddLast(new TaskCompletionSource<string>());
        scheduler.OnCancelled(() =>
        {
            if (node.List is { } list)
            {
                list.Remove(node);
                node.Value.SetCanceled(cancellation);
            }
        }, cancellation);
        return node.Value.Task;
    }
}
