namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>
/// Runs one orchestrator's code: a task scheduler and a synchronisation context over one queue, pumped by one thread at a time.
/// Every continuation runs here, in the order in which it was queued; one that comes from another thread is not run but noted.
/// </summary>
internal sealed class OrchestratorScheduler : TaskScheduler
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> work = new();
    private readonly OrchestratorSynchronizationContext context;
    private int pumpThread;
    private volatile bool wasLeft;

    public OrchestratorScheduler() => context = new OrchestratorSynchronizationContext(this);

    /// <summary>Whether the caller runs on this scheduler now.</summary>
    public bool IsCurrent => pumpThread == Environment.CurrentManagedThreadId;

    /// <summary>Whether a continuation came from another thread: the code awaited something that is not the context's.</summary>
    public bool WasLeft => wasLeft;

    /// <summary>Runs an action, and all that it queues, on the calling thread.</summary>
    public void Run(Action action)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        int outerPump = pumpThread;
        Exception? thrown = null;
        Task pump = new(() =>
        {
            try
            {
                action();
                Drain();
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
        });
        try
        {
            pumpThread = Environment.CurrentManagedThreadId;
            SynchronizationContext.SetSynchronizationContext(context);
            pump.RunSynchronously(this);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
            pumpThread = outerPump;
        }

        if (thrown is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        }
    }

    /// <summary>Runs what is queued until nothing is.</summary>
    public void Drain()
    {
        while (work.TryDequeue(out (SendOrPostCallback Callback, object? State) item))
        {
            item.Callback(item.State);
        }
    }

    /// <summary>Runs an action when the orchestrator's code cancels a token; a cancellation from another thread is noted, not followed.</summary>
    public CancellationTokenRegistration OnCancelled(Action action, CancellationToken cancellation) => cancellation.Register(() =>
    {
        if (IsCurrent)
        {
            action();
            return;
        }

        wasLeft = true;
    });

    internal void Post(SendOrPostCallback callback, object? state)
    {
        if (!IsCurrent)
        {
            wasLeft = true;
            return;
        }

        work.Enqueue((callback, state));
    }

    protected override void QueueTask(Task task) => Post(_ => TryExecuteTask(task), null);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => IsCurrent && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}

internal sealed class OrchestratorSynchronizationContext(OrchestratorScheduler scheduler) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state)
        => throw new NotSupportedException("An orchestrator's synchronisation context cannot be sent to: no other thread may wait for an orchestrator.");

    public override SynchronizationContext CreateCopy() => this;
}
