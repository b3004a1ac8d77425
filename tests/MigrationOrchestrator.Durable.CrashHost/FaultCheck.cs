using MigrationOrchestrator.Durable.Conformance;

namespace MigrationOrchestrator.Durable.CrashHost;

/// <summary>Says what is wrong with the outcome of a <see cref="FaultScenario"/>: lost, doubled or stuck.</summary>
/// <param name="client">The engine's client.</param>
public sealed class FaultCheck(IOrchestrationClient client)
{
    /// <summary>What is wrong; empty where all is as it must be.</summary>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(CancellationToken cancellation)
    {
        List<string> faults = [];
        foreach (InstanceId id in FaultScenario.Completed)
        {
            OrchestrationState? state = await FindAsync(id, cancellation);
            if (state is not { Status: OrchestrationStatus.Completed })
            {
                faults.Add($"{id} is {state?.Status.ToString() ?? "missing"}: {state?.Failure?.Message}");
                continue;
            }

            IReadOnlyList<HistoryEvent> history = await FaultScenario.InsistAsync(() => client.GetHistoryAsync(id, cancellation), cancellation);
            faults.AddRange(FindFaults(history).Select(fault => $"{id}: {fault}"));
        }

        await RequireAsync(faults, FaultScenario.Listener, "from sender-1,from sender-2", state => string.Join(',', state.ReadOutput<string[]>().Order(StringComparer.Ordinal)), cancellation);
        await RequireAsync(faults, FaultScenario.Held, string.Join(',', FaultScenario.Items), state => string.Join(',', state.ReadOutput<string[]>()), cancellation);
        await RequireAsync(faults, FaultScenario.Generations, new Progress(0, 3).ToString(), state => state.ReadOutput<Progress>().ToString(), cancellation);
        await RequireAsync(faults, FaultScenario.Doomed, nameof(OrchestrationStatus.Terminated), state => state.Status.ToString(), cancellation);
        if (await FindAsync(FaultScenario.Doomed.Child("child"), cancellation) is { Status: not OrchestrationStatus.Terminated } child)
        {
            faults.Add($"The terminated instance's child is {child.Status}.");
        }

        if (await FindAsync(FaultScenario.Purged, cancellation) is { } purged)
        {
            faults.Add($"The purged instance is {purged.Status}.");
        }

        return faults;
    }

    private async Task RequireAsync(List<string> faults, InstanceId id, string expected, Func<OrchestrationState, string> read, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is { IsFinished: true } state && read(state) is var found && found != expected)
        {
            faults.Add($"{id} has {found}, not {expected}.");
        }
    }

    private Task<OrchestrationState?> FindAsync(InstanceId id, CancellationToken cancellation)
        => FaultScenario.InsistAsync(() => client.FindAsync(id, cancellation: cancellation), cancellation);

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

        foreach (TaskScheduled task in history.OfType<TaskScheduled>())
        {
            int results = history.Count(fact => (fact is TaskCompleted done && done.Id == task.Id) || (fact is TaskFailed failed && failed.Id == task.Id));
            if (results != 1)
            {
                yield return $"Activity {task.Id} has {results} results.";
            }
        }
    }

    private static int? Number(HistoryEvent fact) => fact switch
    {
        TaskScheduled f => f.Id,
        TaskCompleted f => f.Id,
        TaskFailed f => f.Id,
        SubOrchestrationCreated f => f.Id,
        SubOrchestrationCompleted f => f.Id,
        SubOrchestrationFailed f => f.Id,
        TimerCreated f => f.Id,
        TimerFired f => f.Id,
        EventSent f => f.Id,
        _ => null,
    };
}
