using System.Collections.Concurrent;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Tests.Schedules;

/// <summary>Takes note of the batches that are started; as an engine does, it takes an id once.</summary>
internal sealed class StartedBatches : IBatches
{
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);

    /// <summary>The batches that were started.</summary>
    public IReadOnlyList<string> Ids => [.. asked.Keys.Order(StringComparer.Ordinal)];

    /// <summary>How often any was asked for.</summary>
    public int Asked => asked.Values.Sum();

    /// <summary>Called before a batch is started; what it throws is what starting ends with.</summary>
    public Func<InstanceId, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after a batch is started.</summary>
    public Action<InstanceId> After { get; set; } = _ => { };

    public async Task<InstanceId> StartAsync(BatchFile file, InstanceId? id, CancellationToken cancellation)
    {
        InstanceId chosen = id!.Value;
        Assert.True(BatchLimits.IsId(chosen.Value), chosen.Value);
        BatchReader.Read(file);
        await Before(chosen);
        if (asked.AddOrUpdate(chosen.Value, 1, (_, count) => count + 1) > 1)
        {
            throw new InstanceExistsException(chosen, OrchestrationStatus.Running);
        }

        After(chosen);
        return chosen;
    }

    public Task<BatchPage> ListAsync(BatchFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<BatchView?> FindAsync(InstanceId id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CommandResult> CancelAsync(InstanceId id, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CommandResult> TerminateAsync(InstanceId id, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation) => throw new NotSupportedException();
}
