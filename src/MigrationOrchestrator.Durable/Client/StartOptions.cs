namespace MigrationOrchestrator.Durable;

/// <summary>How an instance is started.</summary>
public sealed record StartOptions
{
    /// <summary>The instance's id; null makes a fresh one.</summary>
    public InstanceId? InstanceId { get; init; }

    /// <summary>The workflow version to fix; null takes the host's current one.</summary>
    public string? Version { get; init; }

    /// <summary>Not before this time; null for at once.</summary>
    public DateTimeOffset? StartAt { get; init; }
}

/// <summary>Which finished instances are removed with their histories.</summary>
public sealed record PurgeFilter
{
    /// <summary>Only instances whose last turn was before this; null for any age.</summary>
    public DateTimeOffset? FinishedBefore { get; init; }

    /// <summary>Only these statuses, all of them finished ones; empty for every finished one.</summary>
    public IReadOnlyList<OrchestrationStatus> Statuses { get; init; } = [];

    /// <summary>At most this many instances in one call; the last family is removed whole, so it may go beyond.</summary>
    public int Limit { get; init; } = 1_000;
}

/// <summary>What became of a command to an instance.</summary>
public enum CommandResult
{
    /// <summary>Taken; it takes effect in a coming turn.</summary>
    Accepted,

    /// <summary>There is no such instance.</summary>
    NotFound,

    /// <summary>The instance is not in a status that allows the command, finished for example.</summary>
    NotAllowed,
}
