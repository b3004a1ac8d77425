using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;

namespace MigrationOrchestrator.Migrations.Status;

/// <summary>All that an operator can do with migrations; the CLI, the HTTP endpoints and the web page stand on it.</summary>
public interface IMigrations
{
    /// <summary>Checks a request and starts it.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="id">The migration's id; null for a fresh one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidRequestException">Something in the request cannot be used; nothing was started.</exception>
    /// <exception cref="InstanceExistsException">The id is taken.</exception>
    Task<InstanceId> StartAsync(MigrationRequest request, InstanceId? id, CancellationToken cancellation);

    /// <summary>Plans without starting anything and waits for the result.</summary>
    /// <exception cref="InvalidRequestException">Something in the request cannot be used.</exception>
    /// <exception cref="FailureException">A cloud could not be asked.</exception>
    Task<MigrationPlan> PlanAsync(MigrationRequest request, CancellationToken cancellation);

    /// <summary>A page of migrations, newest first, without steps.</summary>
    Task<MigrationPage> ListAsync(MigrationFilter filter, CancellationToken cancellation);

    /// <summary>One migration with its steps, or null where the id is unknown.</summary>
    Task<MigrationView?> FindAsync(InstanceId id, CancellationToken cancellation);

    /// <summary>How far one migration is, without its steps, for whoever asks often: no history is read. Null where the id is unknown.</summary>
    Task<MigrationView?> FindProgressAsync(InstanceId id, CancellationToken cancellation) => FindAsync(id, cancellation);

    /// <summary>Its history with its disks' histories, in order of time; empty where the id is unknown.</summary>
    Task<IReadOnlyList<HistoryRow>> HistoryAsync(InstanceId id, CancellationToken cancellation);

    /// <summary>Its receipt, or null before it is finished.</summary>
    Task<Receipt?> FindReceiptAsync(InstanceId id, CancellationToken cancellation);

    /// <summary>Tells a migration whether to go on; allowed only while it waits for that, so that nobody approves a plan that is not made yet.</summary>
    Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation);

    /// <summary>Stops a migration and removes what it created.</summary>
    Task<CommandResult> CancelAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Holds a migration; running chunks end first.</summary>
    Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Lets a held migration go on.</summary>
    Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Starts a failed or cancelled migration again with the same request, under a new id.</summary>
    /// <returns>The new migration's id, or null where there is no such migration or it has not ended.</returns>
    Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation);

    /// <summary>Stops a migration at once without cleaning up; the sweep finds what it leaves.</summary>
    Task<CommandResult> TerminateAsync(InstanceId id, string reason, CancellationToken cancellation);

    /// <summary>Forgets a finished migration: history, receipt, staged bytes.</summary>
    Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation);
}

/// <summary>Which migrations to list.</summary>
public sealed record MigrationFilter
{
    /// <summary>Only this state; null for all.</summary>
    public MigrationState? State { get; init; }

    /// <summary>Only those whose source or target is this cloud; null for all.</summary>
    public string? Cloud { get; init; }

    /// <summary>At most this many; 1 to 200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where to go on: the last page's <see cref="MigrationPage.After"/>.</summary>
    public string? After { get; init; }
}

/// <summary>A page of migrations.</summary>
/// <param name="Items">The migrations, newest first.</param>
/// <param name="After">For the next page; null on the last.</param>
public sealed record MigrationPage(IReadOnlyList<MigrationView> Items, string? After);

/// <summary>One fact of a migration's history and whose it is.</summary>
/// <param name="Instance">The migration's own instance or one of its disks'.</param>
/// <param name="Sequence">The fact's place in that instance's history, from 0.</param>
/// <param name="Event">The fact.</param>
public sealed record HistoryRow(InstanceId Instance, int Sequence, HistoryEvent Event);

/// <summary>Somebody's word on a plan; the payload of the event <c>approve</c>.</summary>
/// <param name="Approved">Whether to go on.</param>
/// <param name="By">Who said it, for the record.</param>
public sealed record Approval(bool Approved, string? By = null);
