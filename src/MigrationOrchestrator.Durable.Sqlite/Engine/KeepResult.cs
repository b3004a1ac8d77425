using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Turns an activity's result in memory into a stored message.</summary>
internal sealed class KeepResult(long instance, Message result, Action<Exception> retry) : WriteOperation
{
    public override void Apply(Store store)
    {
        if (store.Tasks.Delete(instance, (int)result.RowId))
        {
            Effects.Messages.Add((instance, store.Inbox.Insert(instance, result.Generation, result.Fact)));
        }
    }

    public override void Acknowledge(Exception? failure)
    {
        if (failure is not null)
        {
            retry(failure);
        }
    }
}
