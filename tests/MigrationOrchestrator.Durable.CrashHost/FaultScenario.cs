using MigrationOrchestrator.Durable.Conformance;

namespace MigrationOrchestrator.Durable.CrashHost;

/// <summary>
/// A small world of instances that uses every kind of step. It can be begun again at any point: what has been started is not started
/// twice, and events come from other instances only, so they are sent exactly once.
/// </summary>
public sealed class FaultScenario(IOrchestrationClient client)
{
    private static readonly InstanceId Listener = new("listener");
    private static readonly InstanceId[] All = [Listener, new("sequence"), new("fan-out"), new("family"), new("sleeper"), new("sender-1"), new("sender-2"), new("timers")];

    /// <summary>Starts what is not there and waits until all has ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await StartAsync(Listener, ConformanceTasks.Collect, 2, cancellation);
        await StartAsync(All[1], ConformanceTasks.Sequence, "", cancellation);
        await StartAsync(All[2], ConformanceTasks.FanOut, 6, cancellation);
        await StartAsync(All[3], ConformanceTasks.ParentOfTwo, "kids", cancellation);
        await StartAsync(All[4], ConformanceTasks.Sleep, TimeSpan.FromMilliseconds(5), cancellation);
        await StartAsync(All[5], ConformanceTasks.SendTo, Listener.Value, cancellation);
        await StartAsync(All[6], ConformanceTasks.SendTo, Listener.Value, cancellation);
        await StartAsync(All[7], ConformanceTasks.CancelledTimer, "", cancellation);
        foreach (InstanceId id in All)
        {
            _ = await InsistAsync(() => client.WaitForCompletionAsync(id, cancellation), cancellation);
        }
    }

    /// <summary>Says what is wrong with the outcome; empty where all is as it must be.</summary>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(CancellationToken cancellation)
    {
        List<string> faults = [];
        foreach (InstanceId id in All.Append(All[3].Child("1")).Append(All[3].Child("2")))
        {
            OrchestrationState? state = await InsistAsync(() => client.FindAsync(id, cancellation: cancellation), cancellation);
            if (state is not { Status: OrchestrationStatus.Completed })
            {
                faults.Add($"{id} is {state?.Status.ToString() ?? "missing"}: {state?.Failure?.Message}");
                continue;
            }

            IReadOnlyList<HistoryEvent> history = await InsistAsync(() => client.GetHistoryAsync(id, cancellation), cancellation);
            faults.AddRange(FindFaults(history).Select(fault => $"{id}: {fault}"));
        }

        string[] received = (await InsistAsync(() => client.FindAsync(Listener, cancellation: cancellation), cancellation))?.ReadOutput<string[]>() ?? [];
        if (!received.Order(StringComparer.Ordinal).SequenceEqual(["from sender-1", "from sender-2"]))
        {
            faults.Add($"The listener received {string.Join(", ", received)}.");
        }

        return faults;
    }

    private static IEnumerable<string> FindFaults(IReadOnlyList<HistoryEvent> history)
    {
        (string Kind, int? Id)[] facts = [.. history.Select(fact => (fact.GetType().Name, Number(fact))).Where(fact => fact.Item2 is not null)];
        foreach (IGrouping<(string Kind, int? Id), (string, int?)> doubled in facts.GroupBy(fact => fact).Where(group => group.Count() > 1))
        {
            yield return $"{doubled.Key.Kind} {doubled.Key.Id} is there {doubled.Count()} times.";
        }

        if (history.Count(fact => fact is ExecutionStarted) != 1 || history.Count(fact => fact is ExecutionCompleted) != 1 || history[^1] is not ExecutionCompleted)
        {
            yield return "The history does not start and end once.";
        }

        foreach (TaskScheduled task in history.OfType<TaskScheduled>().Where(task => !history.OfType<TaskCompleted>().Any(done => done.Id == task.Id)))
        {
            yield return $"Activity {task.Id} has no result.";
        }
    }

    private static int? Number(HistoryEvent fact) => fact switch
    {
        TaskScheduled f => f.Id,
        TaskCompleted f => f.Id,
        SubOrchestrationCreated f => f.Id,
        SubOrchestrationCompleted f => f.Id,
        TimerCreated f => f.Id,
        TimerFired f => f.Id,
        EventSent f => f.Id,
        _ => null,
    };

    private async Task StartAsync<TInput, TOutput>(InstanceId id, OrchestratorName<TInput, TOutput> name, TInput input, CancellationToken cancellation)
        => _ = await InsistAsync(async () =>
        {
            try
            {
                return await client.StartAsync(name, input, new StartOptions { InstanceId = id }, cancellation);
            }
            catch (InstanceExistsException)
            {
                return id;
            }
        }, cancellation);

    /// <summary>Calls again where the store failed, as a caller would.</summary>
    private static async Task<T> InsistAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
            }
        }
    }
}
