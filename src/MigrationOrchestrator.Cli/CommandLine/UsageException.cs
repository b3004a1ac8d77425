namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>What the user gave, or the surroundings that he gave it in, cannot be used; nothing was started.</summary>
/// <param name="code">Stable and dotted.</param>
/// <param name="message">What was found.</param>
/// <param name="remedy">What to do.</param>
internal sealed class UsageException(string code, string message, string remedy) : Exception(message)
{
    public string Code { get; } = code;

    public string Remedy { get; } = remedy;
}
