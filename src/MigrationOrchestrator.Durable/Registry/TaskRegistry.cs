namespace MigrationOrchestrator.Durable;

/// <summary>
/// The orchestrators and activities that a host can run, by name. It is filled once at start; hosts read it to run work and
/// tests read it to check that every host knows the same names.
/// </summary>
public sealed class TaskRegistry
{
    private readonly Dictionary<string, RegisteredOrchestrator> orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RegisteredActivity> activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All orchestrators.</summary>
    public IReadOnlyDictionary<string, RegisteredOrchestrator> Orchestrators => orchestrators;

    /// <summary>All activities.</summary>
    public IReadOnlyDictionary<string, RegisteredActivity> Activities => activities;

    /// <summary>Registers an orchestrator.</summary>
    /// <param name="name">Its name; taken once.</param>
    /// <param name="create">Makes a fresh instance for every turn.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public TaskRegistry AddOrchestrator<TInput, TOutput>(OrchestratorName<TInput, TOutput> name, Func<Orchestrator<TInput, TOutput>> create)
    {
        orchestrators.Add(name.Value, new RegisteredOrchestrator(name.Value, async (context, input) =>
            DurableJson.Serialize(await create().RunAsync(context, DurableJson.Deserialize<TInput>(input)!))));
        return this;
    }

    /// <summary>Registers an activity.</summary>
    /// <param name="name">Its name; taken once.</param>
    /// <param name="create">Makes it from the host's services.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public TaskRegistry AddActivity<TInput, TOutput>(ActivityName<TInput, TOutput> name, Func<IServiceProvider, Activity<TInput, TOutput>> create)
    {
        activities.Add(name.Value, new RegisteredActivity(name.Value, async (services, context, input, cancellation) =>
            DurableJson.Serialize(await create(services).RunAsync(context, DurableJson.Deserialize<TInput>(input)!, cancellation))));
        return this;
    }
}

/// <summary>An orchestrator behind JSON.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RunAsync">Runs it from its start: context and input in, output out.</param>
public sealed record RegisteredOrchestrator(string Name, Func<OrchestrationContext, string, Task<string>> RunAsync);

/// <summary>An activity behind JSON.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RunAsync">Does the step: services, context, input and cancellation in, output out.</param>
public sealed record RegisteredActivity(string Name, Func<IServiceProvider, ActivityContext, string, CancellationToken, Task<string>> RunAsync);
