namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>Checks stored histories against their hash chains.</summary>
public interface IHistoryVerifier
{
    /// <summary>Recomputes an instance's hash chain.</summary>
    /// <returns>What was found, or null where there is no such instance.</returns>
    Task<HistoryVerification?> VerifyAsync(InstanceId id, CancellationToken cancellation = default);
}

/// <summary>What a check of one history's hash chain found.</summary>
/// <param name="Commits">How many commits the history has.</param>
/// <param name="Chained">How many of them are in the chain; 0 where the chain was never on.</param>
/// <param name="FirstBroken">The first commit, from 1, whose link does not fit its facts or its place, or null where all fit.</param>
public sealed record HistoryVerification(int Commits, int Chained, int? FirstBroken)
{
    /// <summary>Whether every commit is in the chain and fits.</summary>
    public bool IsIntact => FirstBroken is null && Chained == Commits;
}
