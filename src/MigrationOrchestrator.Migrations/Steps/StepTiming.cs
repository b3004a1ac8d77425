namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>One row of a migration's table of times.</summary>
/// <param name="Step">The activity's name.</param>
/// <param name="DiskId">For which disk, or null.</param>
/// <param name="Count">How many times it ran (chunks, polls, retries).</param>
/// <param name="StartedAt">When it was first scheduled.</param>
/// <param name="WallSeconds">From the first start to the last end.</param>
/// <param name="BusySeconds">The sum of the single runs; more than the wall time where runs overlapped.</param>
/// <param name="Bytes">Bytes that it moved.</param>
/// <param name="Failures">How many runs failed and were tried again.</param>
/// <param name="Calls">What it asked of clouds, longest first.</param>
public sealed record StepTiming(
    string Step,
    string? DiskId,
    int Count,
    DateTimeOffset StartedAt,
    double WallSeconds,
    double BusySeconds,
    long Bytes,
    int Failures,
    IReadOnlyList<CallTiming> Calls);
