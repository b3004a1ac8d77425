using MigrationOrchestrator.Durable.Sqlite.Telemetry;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>What an instance begins with.</summary>
internal sealed record NewInstance(InstanceId Id, string Name, string Version, string Input, DateTimeOffset Now)
{
    public DateTimeOffset? StartAt { get; init; }

    public InstanceId? ParentId { get; init; }

    public int ParentStep { get; init; }

    public long ParentGeneration { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>What the child begins with that a parent's fact asks for.</summary>
    public static NewInstance ChildOf(InstanceRow parent, SubOrchestrationCreated child, string hostVersion, DateTimeOffset now)
        => new(child.ChildId, child.Name, child.Version.Length > 0 ? child.Version : hostVersion, child.Input, now)
        {
            ParentId = parent.Id,
            ParentStep = child.Id,
            ParentGeneration = parent.Generation,
            TraceParent = ExecutionSpan.ParentOf(parent.TraceParent, parent.Id, parent.Generation),
        };

    public InstanceRow ToRow(long key, long generation, long turn) => new()
    {
        Key = key,
        Id = Id,
        Name = Name,
        Version = Version,
        Status = OrchestrationStatus.Pending,
        ExecutionId = Guid.CreateVersion7(Now).ToString("n"),
        Generation = generation,
        Turn = turn,
        Events = 1,
        CreatedAt = Now,
        UpdatedAt = Now,
        StartAt = StartAt,
        ParentId = ParentId,
        ParentStep = ParentStep,
        ParentGeneration = ParentGeneration,
        TraceParent = TraceParent,
    };
}
