using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>All that an operator can do with batches; the CLI, the HTTP endpoints, schedules and the web page stand on it.</summary>
public interface IBatches
{
    /// <summary>Checks a batch file and starts it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="id">The batch's id, 1 to 40 characters of <c>a-z A-Z 0-9 - _</c>; null for a fresh one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidRequestException">Something in the file cannot be used; nothing was started.</exception>
    /// <exception cref="InstanceExistsException">The id is taken.</exception>
    Task<InstanceId> StartAsync(BatchFile file, InstanceId? id, CancellationToken cancellation);

    /// <summary>A page of batches, newest first, without machines.</summary>
    Task<BatchPage> ListAsync(BatchFilter filter, CancellationToken cancellation);

    /// <summary>One batch with its waves and machines, or null where the id is unknown.</summary>
    Task<BatchView?> FindAsync(InstanceId id, CancellationToken cancellation);

    /// <summary>Tells a batch that waits before a wave whether to go on.</summary>
    Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation);

    /// <summary>Stops a batch: machines on their way are cancelled and what they created is removed; those that arrived stay.</summary>
    Task<CommandResult> CancelAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Holds a batch and its machines; running chunks end first.</summary>
    Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Lets a held batch and its machines go on.</summary>
    Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Starts the machines of an ended batch that did not arrive again, as a batch with a new id.</summary>
    /// <returns>The new batch's id, or null where there is no such batch, it has not ended, or all arrived.</returns>
    Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation);

    /// <summary>Stops a batch and its machines at once without cleaning up; the sweep finds what they leave.</summary>
    Task<CommandResult> TerminateAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Forgets an ended batch with its machines' histories and receipts.</summary>
    Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation);
}

/// <summary>Which batches to list.</summary>
public sealed record BatchFilter
{
    /// <summary>At most this many; 1 to 200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where to go on: the last page's <see cref="BatchPage.After"/>.</summary>
    public string? After { get; init; }
}

/// <summary>A page of batches.</summary>
/// <param name="Items">The batches, newest first.</param>
/// <param name="After">For the next page; null on the last.</param>
public sealed record BatchPage(IReadOnlyList<BatchView> Items, string? After);
