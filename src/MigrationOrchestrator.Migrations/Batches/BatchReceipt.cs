namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>How a batch ended; each machine's own receipt is its migration's.</summary>
/// <param name="Outcome">How.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Arrived">Machines that arrived (or were planned, where only that was asked for).</param>
/// <param name="Failed">Machines that failed or that their plan stopped.</param>
/// <param name="NotMoved">Machines that were cancelled, refused, skipped or never started.</param>
public sealed record BatchReceipt(BatchOutcome Outcome, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, int Arrived, int Failed, int NotMoved)
{
    /// <summary>Why not all were started; null where all were.</summary>
    public string? StoppedBecause { get; init; }

    /// <summary>Whether it stopped because somebody refused a wave.</summary>
    public bool Refused { get; init; }
}

/// <summary>How a batch ended.</summary>
public enum BatchOutcome
{
    /// <summary>All machines arrived.</summary>
    Delivered,

    /// <summary>Some machines did not arrive.</summary>
    Incomplete,

    /// <summary>Somebody cancelled it; machines on their way were cancelled too.</summary>
    Cancelled,
}
