namespace MigrationOrchestrator.Migrations;

/// <summary>One thing wrong with what a user gave.</summary>
/// <param name="Field">Where: a path such as <c>target.catalog</c>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do.</param>
public sealed record InputProblem(string Field, string Message, string Remedy);
