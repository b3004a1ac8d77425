using MigrationOrchestrator.Durable.Conformance;

namespace MigrationOrchestrator.Durable.CrashHost;

/// <summary>
/// A small world of instances that uses every kind of step and every command. It can be begun again at any point: what has been started is
/// not started twice, commands that were carried out already are not in the way, and where a client sends events again the receiver knows
/// them. Instances send each other events exactly once.
/// </summary>
/// <param name="client">The engine's client.</param>
/// <param name="probe">What the kit's activities do.</param>
public sealed class FaultScenario(IOrchestrationClient client, ActivityProbe probe)
{
    /// <summary>Takes what two other instances send.</summary>
    public static readonly InstanceId Listener = new("listener");

    /// <summary>Takes what the client sends, while it is held and let go.</summary>
    public static readonly InstanceId Held = new("held");

    /// <summary>Is terminated with its child.</summary>
    public static readonly InstanceId Doomed = new("doomed");

    /// <summary>Is purged when it has ended.</summary>
    public static readonly InstanceId Purged = new("purged");

    /// <summary>Fails once a process, and is rewound.</summary>
    public static readonly InstanceId Rewound = new("rewound");

    /// <summary>Is restarted under its id when it has ended.</summary>
    public static readonly InstanceId Restarted = new("restarted");

    /// <summary>Continues as new three times.</summary>
    public static readonly InstanceId Generations = new("generations");

    /// <summary>Has two children.</summary>
    public static readonly InstanceId Family = new("family");

    private static readonly InstanceId[] Plain = [Listener, Family, Generations, new("sequence"), new("fan-out"), new("sleeper"), new("sender-1"), new("sender-2"), new("timers"), new("retried")];

    /// <summary>What the client sends to <see cref="Held"/>.</summary>
    public static IReadOnlyList<string> Items { get; } = ["a", "b", "c"];

    /// <summary>Every instance that must end completed.</summary>
    public static IReadOnlyList<InstanceId> Completed { get; } = [.. Plain, Held, Rewound, Restarted, Family.Child("1"), Family.Child("2")];

    /// <summary>Starts what is not there, gives all commands and waits until all has ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        probe.FailNext("retried", 1);
        probe.FailNext(Rewound.Value, 1);
        await StartAsync(Listener, ConformanceTasks.Collect, 2, cancellation);
        await StartAsync(Family, ConformanceTasks.ParentOfTwo, "kids", cancellation);
        await StartAsync(Generations, ConformanceTasks.CountDown, new Progress(3, 0), cancellation);
        await StartAsync(Plain[3], ConformanceTasks.Sequence, "", cancellation);
        await StartAsync(Plain[4], ConformanceTasks.FanOut, 6, cancellation);
        await StartAsync(Plain[5], ConformanceTasks.Sleep, TimeSpan.FromMilliseconds(5), cancellation);
        await StartAsync(Plain[6], ConformanceTasks.SendTo, Listener.Value, cancellation);
        await StartAsync(Plain[7], ConformanceTasks.SendTo, Listener.Value, cancellation);
        await StartAsync(Plain[8], ConformanceTasks.CancelledTimer, "", cancellation);

        // Each process fails it once more, so a file that is killed often needs as many attempts.
        await StartAsync(Plain[9], ConformanceTasks.Retry, new RetryInput("retried", 1_000, 1, MaxMilliseconds: 1), cancellation);
        await Task.WhenAll(HoldAsync(cancellation), DoomAsync(cancellation), PurgeAsync(cancellation), RewindAsync(cancellation), RestartAsync(cancellation));
        foreach (InstanceId id in Plain)
        {
            _ = await EndAsync(id, cancellation);
        }
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        await StartAsync(Held, ConformanceTasks.CollectDistinct, Items.Count, cancellation);
        foreach (string item in Items)
        {
            _ = await InsistAsync(() => client.SuspendAsync(Held, "test", cancellation), cancellation);
            _ = await InsistAsync(() => client.RaiseEventAsync(Held, "item", item, cancellation), cancellation);
            _ = await InsistAsync(() => client.ResumeAsync(Held, "test", cancellation), cancellation);
        }

        _ = await EndAsync(Held, cancellation);
    }

    private async Task DoomAsync(CancellationToken cancellation)
    {
        await StartAsync(Doomed, ConformanceTasks.Parent, Doomed.Value, cancellation);
        _ = await InsistAsync(() => client.TerminateAsync(Doomed, "test", cancellation: cancellation), cancellation);
        _ = await EndAsync(Doomed, cancellation);
    }

    private async Task PurgeAsync(CancellationToken cancellation)
    {
        await StartAsync(Purged, ConformanceTasks.Sequence, "", cancellation);
        try
        {
            _ = await EndAsync(Purged, cancellation);
        }
        catch (KeyNotFoundException)
        {
            // It was there already, and an earlier purge that was reported as failed has removed it.
        }

        _ = await InsistAsync(() => client.PurgeAsync(Purged, cancellation), cancellation);
    }

    private async Task RewindAsync(CancellationToken cancellation)
    {
        await StartAsync(Rewound, ConformanceTasks.CallFlaky, Rewound.Value, cancellation);
        while (await EndAsync(Rewound, cancellation) is { Status: OrchestrationStatus.Failed })
        {
            int runs = probe.Runs(Rewound.Value);
            _ = await InsistAsync(() => client.RewindAsync(Rewound, "test", cancellation), cancellation);
            while (probe.Runs(Rewound.Value) == runs && await InsistAsync(() => client.FindAsync(Rewound, cancellation: cancellation), cancellation) is { Status: OrchestrationStatus.Failed })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
            }
        }
    }

    private async Task RestartAsync(CancellationToken cancellation)
    {
        await StartAsync(Restarted, ConformanceTasks.Sequence, "", cancellation);
        _ = await EndAsync(Restarted, cancellation);
        try
        {
            _ = await InsistAsync(() => client.RestartAsync(Restarted, withNewId: false, cancellation), cancellation);
        }
        catch (InstanceExistsException)
        {
            // A restart that was reported as failed has happened.
        }

        _ = await EndAsync(Restarted, cancellation);
    }

    private Task<OrchestrationState> EndAsync(InstanceId id, CancellationToken cancellation) => InsistAsync(() => client.WaitForCompletionAsync(id, cancellation), cancellation);

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
    internal static async Task<T> InsistAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
            }
        }
    }
}
