using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>An activity that waits for its run or runs.</summary>
internal sealed class RunningTask(TaskRow row, InstanceSlot slot, bool isClaimed) : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    public TaskRow Row { get; } = row;

    public InstanceSlot Slot { get; } = slot;

    /// <summary>Whether this attempt has been counted in the store.</summary>
    public bool IsClaimed { get; } = isClaimed;

    /// <summary>Whether nobody wants the result any more.</summary>
    public bool IsAbandoned { get; private set; }

    public CancellationToken Cancellation => cancellation.Token;

    public void Abandon()
    {
        IsAbandoned = true;
        Cancel();
    }

    /// <summary>Asks the activity to stop, off the caller's thread, since it may run the activity's own callbacks.</summary>
    public void Cancel()
    {
        try
        {
            _ = cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    public void Dispose() => cancellation.Dispose();
}
