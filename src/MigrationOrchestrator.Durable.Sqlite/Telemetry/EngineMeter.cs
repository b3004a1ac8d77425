using System.Diagnostics.Metrics;

namespace MigrationOrchestrator.Durable.Sqlite.Telemetry;

/// <summary>The engine's counters; names follow OpenTelemetry's conventions (dotted, units in UCUM).</summary>
internal sealed class EngineMeter : IDisposable
{
    /// <summary>The meter's name, for hosts that export it.</summary>
    public const string Name = "MigrationOrchestrator.Durable";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> turns;
    private readonly Counter<long> replays;
    private readonly Counter<long> activities;
    private readonly Counter<long> retries;
    private readonly Counter<long> poison;
    private readonly Counter<long> fenced;
    private readonly Histogram<double> commitTime;
    private readonly Histogram<int> commitSize;
    private readonly Histogram<double> timerLateness;

    public EngineMeter()
    {
        turns = meter.CreateCounter<long>("durable.orchestration.turns", "{turn}", "Committed turns.");
        replays = meter.CreateCounter<long>("durable.orchestration.replays", "{replay}", "Orchestrators brought back into memory from their histories.");
        activities = meter.CreateCounter<long>("durable.activity.executions", "{activity}", "Finished activity runs by outcome.");
        retries = meter.CreateCounter<long>("durable.activity.retries", "{activity}", "Activities scheduled again after a failure.");
        poison = meter.CreateCounter<long>("durable.activity.poisoned", "{activity}", "Activities given up because their process died on each attempt.");
        fenced = meter.CreateCounter<long>("durable.store.fenced", "{turn}", "Turns thrown away because their instance had moved on.");
        commitTime = meter.CreateHistogram<double>("durable.store.commit.duration", "s", "Time of one transaction with its sync.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5] });
        commitSize = meter.CreateHistogram<int>("durable.store.commit.size", "{operation}", "Operations in one transaction.");
        timerLateness = meter.CreateHistogram<double>("durable.timer.lateness", "s", "How long after its due time a timer was handed on.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 10, 60] });
    }

    /// <summary>Publishes the lengths of the engine's queues.</summary>
    public void Observe(Func<int> turnsWaiting, Func<int> activitiesWaiting, Func<int> writesWaiting)
        => _ = meter.CreateObservableGauge("durable.queue.depth", () => new Measurement<int>[]
        {
            new(turnsWaiting(), new KeyValuePair<string, object?>("queue", "turns")),
            new(activitiesWaiting(), new KeyValuePair<string, object?>("queue", "activities")),
            new(writesWaiting(), new KeyValuePair<string, object?>("queue", "writes")),
        }, "{item}", "Work that waits.");

    public void TurnCommitted(string orchestrator) => turns.Add(1, new KeyValuePair<string, object?>("durable.task.name", orchestrator));

    public void Replayed() => replays.Add(1);

    public void ActivityFinished(string activity, bool hasFailed)
        => activities.Add(1, new KeyValuePair<string, object?>("durable.task.name", activity), new KeyValuePair<string, object?>("durable.outcome", hasFailed ? "failed" : "completed"));

    public void ActivityRetried(string activity) => retries.Add(1, new KeyValuePair<string, object?>("durable.task.name", activity));

    public void ActivityPoisoned(string activity) => poison.Add(1, new KeyValuePair<string, object?>("durable.task.name", activity));

    public void Fenced() => fenced.Add(1);

    public void Committed(int operations, TimeSpan elapsed)
    {
        commitTime.Record(elapsed.TotalSeconds);
        commitSize.Record(operations);
    }

    public void TimerFired(TimeSpan lateness) => timerLateness.Record(lateness.TotalSeconds);

    public void Dispose() => meter.Dispose();
}
