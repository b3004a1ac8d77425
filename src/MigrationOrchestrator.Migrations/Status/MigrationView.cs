using System.Text.Json.Serialization;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Status;

/// <summary>A migration as people see it: the body of <c>GET /api/migrations/{id}</c>.</summary>
/// <param name="Id">The migration.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Stage">What it does right now.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When it last moved.</param>
/// <param name="Disks">Each disk's progress.</param>
public sealed record MigrationView(
    InstanceId Id,
    MigrationState State,
    Stage Stage,
    MigrationRequest Request,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<DiskProgress> Disks)
{
    /// <summary>Why it failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>What it waits for, itself or one of its disks; null while nothing holds it up.</summary>
    public StepPause? Pause { get; init; }

    /// <summary>The plan, once made.</summary>
    public MigrationPlan? Plan { get; init; }

    /// <summary>What it created so far and what became of it.</summary>
    public IReadOnlyList<LedgerEntry> Ledger { get; init; } = [];

    /// <summary>Its steps with times, bytes and calls; only where one migration is asked for, not in lists.</summary>
    public IReadOnlyList<StepTiming> Steps { get; init; } = [];

    /// <summary>The proof, once finished.</summary>
    public Receipt? Receipt { get; init; }
}

/// <summary>Where a migration stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationState>))]
public enum MigrationState
{
    /// <summary>Accepted.</summary>
    Pending,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It waits for an approval.</summary>
    WaitingForApproval,

    /// <summary>Held by an operator.</summary>
    Suspended,

    /// <summary>Today's code does not match its history.</summary>
    Blocked,

    /// <summary>The machine arrived, or the plan that was asked for is made.</summary>
    Done,

    /// <summary>The plan stopped it, or nobody approved.</summary>
    Stopped,

    /// <summary>Somebody cancelled it; what it had created was removed.</summary>
    Cancelled,

    /// <summary>Somebody stopped it at once; nothing was removed, and the sweep finds what it left behind.</summary>
    Terminated,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>What a migration does; the order is the order of work.</summary>
public enum Stage
{
    /// <summary>Nothing yet.</summary>
    Waiting,

    /// <summary>Authenticating with both clouds.</summary>
    Authenticate,

    /// <summary>Finding out what it will do.</summary>
    Plan,

    /// <summary>Waiting for somebody's approval.</summary>
    Approve,

    /// <summary>Taking the snapshot.</summary>
    Snapshot,

    /// <summary>Reading a disk into staging.</summary>
    Download,

    /// <summary>Checking what was staged against the source's hash.</summary>
    VerifyDownload,

    /// <summary>Converting a disk.</summary>
    Convert,

    /// <summary>Checking that the converted disk holds the same content.</summary>
    VerifyConversion,

    /// <summary>Writing the descriptor.</summary>
    Describe,

    /// <summary>Uploading to the target.</summary>
    Upload,

    /// <summary>Waiting for the target to take it in.</summary>
    Register,

    /// <summary>Making a machine of it.</summary>
    Deploy,

    /// <summary>Removing what was only needed on the way.</summary>
    CleanUp,

    /// <summary>Removing what was created, after a failure or cancellation.</summary>
    Compensate,

    /// <summary>Nothing is left to do.</summary>
    Finished,
}

/// <summary>How far one disk is in its current stage.</summary>
/// <param name="DiskId">Which disk.</param>
/// <param name="Stage">What happens to it.</param>
/// <param name="DoneBytes">Bytes done in this stage.</param>
/// <param name="TotalBytes">Bytes of this stage, or null where unknown.</param>
public sealed record DiskProgress(string DiskId, Stage Stage, long DoneBytes, long? TotalBytes)
{
    /// <summary>Bytes of the disk's image in the source; null until they are known.</summary>
    public long? SourceBytes { get; init; }

    /// <summary>When this stage of the disk began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Bytes a second, measured over this stage; null until something was measured.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Seconds that this stage will still take at that rate; null where that cannot be said honestly.</summary>
    public double? RemainingSeconds { get; init; }

    /// <summary>What the disk waits for; null while nothing holds it up.</summary>
    public StepPause? Pause { get; init; }
}
