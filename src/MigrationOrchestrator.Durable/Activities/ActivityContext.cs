namespace MigrationOrchestrator.Durable;

/// <summary>Who asked for a step.</summary>
/// <param name="InstanceId">The orchestration instance that scheduled it.</param>
/// <param name="Name">The activity's name.</param>
public sealed record ActivityContext(InstanceId InstanceId, string Name);
