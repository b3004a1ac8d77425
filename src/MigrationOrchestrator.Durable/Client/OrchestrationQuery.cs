namespace MigrationOrchestrator.Durable;

/// <summary>Which instances a client wants to see; all conditions hold together.</summary>
public sealed record OrchestrationQuery
{
    /// <summary>Only these statuses; empty for all.</summary>
    public IReadOnlyList<OrchestrationStatus> Statuses { get; init; } = [];

    /// <summary>Only this orchestrator's instances; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>Only ids that start with this; null for all.</summary>
    public string? InstanceIdPrefix { get; init; }

    /// <summary>Only instances created at or after this; null for all.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only instances created before this; null for all.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>Whether inputs and outputs are wanted too.</summary>
    public bool IncludeInputsAndOutputs { get; init; }

    /// <summary>At most this many a page; 1 to 1,000.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Where to go on: the last page's token; null for the first page. Newest first.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>One page of a query.</summary>
/// <param name="Items">The instances, newest first.</param>
/// <param name="ContinuationToken">For the next page; null on the last.</param>
public sealed record OrchestrationPage(IReadOnlyList<OrchestrationState> Items, string? ContinuationToken);
