namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>What the store knows of an instance besides its history and its large values.</summary>
internal sealed record InstanceRow
{
    /// <summary>The store's own number for the instance.</summary>
    public required long Key { get; init; }

    public required InstanceId Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required OrchestrationStatus Status { get; init; }

    public required string ExecutionId { get; init; }

    /// <summary>The number of the execution, unique in the file for ever: results that another execution's steps asked for are dropped.</summary>
    public required long Generation { get; init; }

    /// <summary>Counts commits of this instance; the fence of the next one.</summary>
    public required long Turn { get; init; }

    /// <summary>How many facts the history has.</summary>
    public required int Events { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The first turn does not run before this; null once it has run.</summary>
    public DateTimeOffset? StartAt { get; init; }

    public InstanceId? ParentId { get; init; }

    /// <summary>The parent's step that waits for this instance.</summary>
    public int ParentStep { get; init; }

    /// <summary>The parent's generation that waits for this instance.</summary>
    public long ParentGeneration { get; init; }

    /// <summary>The span that started the instance (W3C traceparent), or null.</summary>
    public string? TraceParent { get; init; }

    public string? CustomStatus { get; init; }

    /// <summary>Whether the first turn is still to come, and not yet due. A clock that steps back later on concerns no turn.</summary>
    public bool IsBeforeStart(DateTimeOffset now) => Status == OrchestrationStatus.Pending && StartAt > now;

    public bool IsFinished => Status >= OrchestrationStatus.Completed;
}
