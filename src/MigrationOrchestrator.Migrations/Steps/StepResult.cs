namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>What a step gives back: its value, and what it cost, so that the history holds the migration's table of times.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Value">The step's value.</param>
/// <param name="Bytes">Bytes that it moved from, to or within staging.</param>
/// <param name="Calls">What it asked of clouds.</param>
public sealed record StepResult<T>(T Value, long Bytes, IReadOnlyList<CallTiming> Calls);
