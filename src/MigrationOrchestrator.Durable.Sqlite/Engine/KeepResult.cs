using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Turns an activity's result in memory into a stored message; one that nobody wants any more has no row and is dropped.</summary>
internal sealed class KeepResult(long instance, Message result, Action<Exception> retry) : WriteOperation
{
    public override void Apply(Store store)
    {
        if (store.Tasks.Delete(instance, (int)result.RowId, result.Generation))
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
