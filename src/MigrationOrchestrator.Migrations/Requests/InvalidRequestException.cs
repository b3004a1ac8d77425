namespace MigrationOrchestrator.Migrations;

/// <summary>What a user gave cannot be used; nothing was started.</summary>
/// <param name="problems">What is wrong; at least one.</param>
public sealed class InvalidRequestException(IReadOnlyList<InputProblem> problems)
    : Exception(string.Join(" ", problems.Select(problem => $"{problem.Field}: {problem.Message} {problem.Remedy}")))
{
    /// <summary>What is wrong, each with its field and remedy.</summary>
    public IReadOnlyList<InputProblem> Problems { get; } = problems;
}
