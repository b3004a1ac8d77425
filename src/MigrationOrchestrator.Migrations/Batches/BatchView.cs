using System.Text.Json.Serialization;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>A batch as people see it: the body of <c>GET /api/batches/{id}</c>.</summary>
/// <param name="Id">The batch.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When it last moved.</param>
/// <param name="Progress">Of all its machines.</param>
public sealed record BatchView(InstanceId Id, BatchState State, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, BatchProgress Progress)
{
    /// <summary>What people call it; null where its file does not say.</summary>
    public string? Name { get; init; }

    /// <summary>The wave that it works on, or that waits for an approval.</summary>
    public int Wave { get; init; }

    /// <summary>Why it failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>How it ended; null before.</summary>
    public BatchReceipt? Receipt { get; init; }

    /// <summary>Its waves in order; only where one batch is asked for, not in lists.</summary>
    public IReadOnlyList<WaveView> Waves { get; init; } = [];

    /// <summary>Its machines in the file's order; only where one batch is asked for, not in lists.</summary>
    public IReadOnlyList<BatchMachine> Machines { get; init; } = [];
}

/// <summary>One wave of a batch.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Progress">Of its machines.</param>
public sealed record WaveView(int Number, BatchProgress Progress);

/// <summary>How far machines are, taken together.</summary>
/// <param name="Machines">How many.</param>
/// <param name="Running">Started and not ended.</param>
/// <param name="Done">Arrived, or planned where only that was asked for.</param>
/// <param name="Failed">Failed, or stopped by their plan.</param>
/// <param name="NotMoved">Cancelled, skipped, or never started by a batch that has ended.</param>
/// <param name="ReadBytes">Bytes read from the sources.</param>
public sealed record BatchProgress(int Machines, int Running, int Done, int Failed, int NotMoved, long ReadBytes)
{
    /// <summary>Bytes to read in all; null until every machine's disks are known.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Bytes a second that running steps move right now; null where nothing was measured.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Seconds until all machines have ended, if the others take as long as those that did; null until one has ended and while nothing runs.</summary>
    public double? RemainingSeconds { get; init; }
}

/// <summary>One machine of a batch.</summary>
/// <param name="Key">Its name within the batch.</param>
/// <param name="MigrationId">The id of its migration, which exists once it is started.</param>
/// <param name="Wave">Its wave.</param>
/// <param name="Source">The cloud that it comes from.</param>
/// <param name="Machine">What the source calls it.</param>
/// <param name="Target">The cloud that it goes to.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Stage">What is done to it right now.</param>
/// <param name="ReadBytes">Bytes read from the source.</param>
public sealed record BatchMachine(string Key, InstanceId MigrationId, int Wave, CloudName Source, string Machine, CloudName Target, BatchMachineState State, Stage Stage, long ReadBytes)
{
    /// <summary>Bytes to read in all; null until its disks are known.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Bytes a second that its steps move right now; null where nothing was measured.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Keys of machines that must have arrived before it is started.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>When it was started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public Failure? Failure { get; init; }
}

/// <summary>Where a batch stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchState>))]
public enum BatchState
{
    /// <summary>Accepted.</summary>
    Pending,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>Somebody must approve the next wave.</summary>
    WaitingForApproval,

    /// <summary>Held by an operator.</summary>
    Suspended,

    /// <summary>Today's code does not match its history.</summary>
    Blocked,

    /// <summary>All machines arrived.</summary>
    Done,

    /// <summary>It has ended, and some machines did not arrive.</summary>
    Incomplete,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>It broke itself; its machines' own states tell what became of them.</summary>
    Failed,
}

/// <summary>Where a machine of a batch stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchMachineState>))]
public enum BatchMachineState
{
    /// <summary>Not started yet.</summary>
    Waiting,

    /// <summary>It moves.</summary>
    Running,

    /// <summary>Its own plan waits for an approval.</summary>
    WaitingForApproval,

    /// <summary>Held by an operator.</summary>
    Suspended,

    /// <summary>Today's code does not match its history.</summary>
    Blocked,

    /// <summary>It arrived, or the plan that was asked for is made.</summary>
    Done,

    /// <summary>Its plan stopped it, or nobody approved.</summary>
    Stopped,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>One that it waits for did not arrive.</summary>
    Skipped,

    /// <summary>The batch ended before it was started.</summary>
    NotStarted,
}
