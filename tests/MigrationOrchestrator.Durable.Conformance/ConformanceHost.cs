namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>A host under test: it runs the kit's orchestrators and activities.</summary>
public abstract class ConformanceHost : IAsyncDisposable
{
    /// <summary>The host's client.</summary>
    public abstract IOrchestrationClient Client { get; }

    /// <summary>Stops the host and starts it again on the same store.</summary>
    public abstract Task RestartAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>One part of the kit. A host derives a class from each suite and says how it is started.</summary>
public abstract class ConformanceSuite : IAsyncLifetime
{
    private ConformanceHost? host;

    /// <summary>What the kit's activities do and have done.</summary>
    protected ActivityProbe Probe { get; } = new();

    /// <summary>The host under test.</summary>
    protected ConformanceHost Host => host ?? throw new InvalidOperationException("The suite has not started its host.");

    /// <summary>The host's client.</summary>
    protected IOrchestrationClient Client => Host.Client;

    /// <summary>Ends waits of the test that is given up.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => host = await StartHostAsync(ConformanceTasks.Register(new TaskRegistry(), Probe));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Probe.OpenAllGates();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a host with an empty store.</summary>
    protected abstract Task<ConformanceHost> StartHostAsync(TaskRegistry registry);

    /// <summary>Starts an instance and waits for its end.</summary>
    protected async Task<OrchestrationState> RunAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, StartOptions? options = null)
        => await EndAsync(await Client.StartAsync(orchestrator, input, options, Cancellation));

    /// <summary>Waits for an instance's end, for at most half a minute.</summary>
    protected Task<OrchestrationState> EndAsync(InstanceId id) => Client.WaitForCompletionAsync(id, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

    /// <summary>Looks at an instance until it is as wanted, for at most half a minute.</summary>
    protected async Task<OrchestrationState> UntilAsync(InstanceId id, Func<OrchestrationState, bool> wanted)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await Client.FindAsync(id, cancellation: patience.Token) is { } state && wanted(state))
            {
                return state;
            }

            // A foreign host offers no signal for a status; its client is asked again.
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }
    }
}
