namespace MigrationOrchestrator.Durable;

/// <summary>How a child orchestration is started.</summary>
public sealed record SubOrchestrationOptions
{
    /// <summary>The child's id; null derives one from the parent's id and the call's number.</summary>
    public InstanceId? InstanceId { get; init; }

    /// <summary>The child's workflow version; null takes the host's current one.</summary>
    public string? Version { get; init; }

    /// <summary>How failures are tried again; null for a single attempt. A further attempt runs under a new execution of the same id.</summary>
    public RetryPolicy? Retry { get; init; }
}
