namespace MigrationOrchestrator.Durable;

/// <summary>The output of work that has none.</summary>
public readonly record struct Unit
{
    /// <summary>The only value.</summary>
    public static Unit Value => default;
}
