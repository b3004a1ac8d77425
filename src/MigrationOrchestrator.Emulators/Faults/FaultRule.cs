namespace MigrationOrchestrator.Emulators.Faults;

/// <summary>Which requests go wrong, when, and how.</summary>
/// <param name="Path">
/// The path without its query, matched whole and by case: <c>*</c> stands for anything within a segment, <c>**</c> for anything at all, such as
/// <c>/v2/images/*/file</c> or <c>**/action</c>. Control paths are never touched.
/// </param>
/// <param name="Effect">What happens to them.</param>
public sealed record FaultRule(string Path, FaultEffect Effect)
{
    /// <summary>The HTTP method; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>Only the n-th match, from 1; null for all of them.</summary>
    public int? Nth { get; init; }

    /// <summary>Only every n-th match: 3 takes the 3rd, 6th, 9th; null for all of them.</summary>
    public int? Every { get; init; }

    /// <summary>How likely a match is taken, 0 to 1; null for always. The dice are seeded, so that a run can be repeated.</summary>
    public double? Probability { get; init; }

    /// <summary>How often the rule fires at most; null for no bound.</summary>
    public int? Times { get; init; }

    /// <summary>What is wrong with the rule, or null where it is sound.</summary>
    public string? FindProblem() => this switch
    {
        { Path: not { Length: > 0 } } => "path: a pattern such as /v2/images/*/file is needed.",
        { Effect: null } => "effect: what is to happen is needed.",
        { Nth: < 1 } => $"nth: {Nth} was found; 1 or more is needed.",
        { Every: < 1 } => $"every: {Every} was found; 1 or more is needed.",
        { Times: < 1 } => $"times: {Times} was found; 1 or more is needed.",
        { Probability: < 0 or > 1 } => $"probability: {Probability} was found; 0 to 1 is needed.",
        _ => Effect.FindProblem(),
    };
}
