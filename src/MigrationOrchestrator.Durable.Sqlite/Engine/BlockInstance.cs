using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Holds an instance that this build cannot continue; its history stays as it is, so that another build can.</summary>
internal sealed class BlockInstance(InstanceRow row, Failure reason, Action<Exception?> acknowledge) : WriteOperation
{
    public override void Apply(Store store)
    {
        store.Rows.Advance(row, row with { Status = OrchestrationStatus.Blocked });
        store.Rows.SetResult(row.Key, null, reason);
    }

    public override void Acknowledge(Exception? failure) => acknowledge(failure);
}
