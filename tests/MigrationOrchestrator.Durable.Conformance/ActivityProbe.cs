using System.Collections.Concurrent;

namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>Lets tests steer the kit's activities and see what ran, by key.</summary>
public sealed class ActivityProbe
{
    private readonly ConcurrentDictionary<string, int> runs = new();
    private readonly ConcurrentDictionary<(string Key, int Times), TaskCompletionSource> milestones = new();
    private readonly ConcurrentDictionary<string, int> failures = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> arrivals = new();

    /// <summary>How often an activity ran under a key.</summary>
    public int Runs(string key) => runs.GetValueOrDefault(key);

    /// <summary>Ends when an activity has run so often under a key.</summary>
    public Task RanAsync(string key, int times)
    {
        TaskCompletionSource reached = milestones.GetOrAdd((key, times), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Runs(key) >= times)
        {
            _ = reached.TrySetResult();
        }

        return reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the next runs under a key fail.</summary>
    public void FailNext(string key, int times) => failures[key] = times;

    /// <summary>Ends when a gated activity has come to its gate.</summary>
    public Task ArrivalAsync(string key) => Arrival(key).Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Lets a gated activity through.</summary>
    public void OpenGate(string key) => _ = Gate(key).TrySetResult();

    internal void OpenAllGates()
    {
        foreach (string key in gates.Keys)
        {
            OpenGate(key);
        }
    }

    internal void Ran(string key)
    {
        int times = runs.AddOrUpdate(key, 1, (_, count) => count + 1);
        if (milestones.TryGetValue((key, times), out TaskCompletionSource? reached))
        {
            _ = reached.TrySetResult();
        }
    }

    internal bool TakeFailure(string key)
    {
        while (failures.TryGetValue(key, out int left) && left > 0)
        {
            if (failures.TryUpdate(key, left - 1, left))
            {
                return true;
            }
        }

        return false;
    }

    internal Task PassGateAsync(string key, CancellationToken cancellation)
    {
        _ = Arrival(key).TrySetResult();
        return Gate(key).Task.WaitAsync(cancellation);
    }

    private TaskCompletionSource Gate(string key) => gates.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource Arrival(string key) => arrivals.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
