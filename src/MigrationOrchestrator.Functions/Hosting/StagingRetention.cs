namespace MigrationOrchestrator.Functions.Hosting;

/// <summary>How long staged bytes outlive their migration where it did not remove them itself.</summary>
/// <param name="Age">The time since its end.</param>
public sealed record StagingRetention(TimeSpan Age);
