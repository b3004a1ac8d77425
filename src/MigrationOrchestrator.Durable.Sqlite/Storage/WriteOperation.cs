namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>One change to the store, atomic by itself; several share a transaction.</summary>
internal abstract class WriteOperation
{
    /// <summary>What follows in memory.</summary>
    public Effects Effects { get; private set; } = new();

    /// <summary>Makes the change, on the writer's thread inside a savepoint. May be called again after it threw.</summary>
    public abstract void Apply(Store store);

    /// <summary>Called once, on a pool thread: after the change is durable and its effects have been followed, or where it failed.</summary>
    /// <param name="failure">Null where it is durable.</param>
    public abstract void Acknowledge(Exception? failure);

    internal void Discard() => Effects = new Effects();
}

/// <summary>A change that somebody awaits.</summary>
/// <param name="apply">Makes the change.</param>
internal sealed class AwaitedWrite<T>(Func<Store, Effects, T> apply) : WriteOperation
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Completion => completion.Task;

    public override void Apply(Store store) => result = apply(store, Effects);

    public override void Acknowledge(Exception? failure)
    {
        if (failure is null)
        {
            completion.SetResult(result!);
            return;
        }

        completion.SetException(failure);
    }
}
