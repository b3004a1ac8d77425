namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>Reads <c>name=value</c>.</summary>
internal static class Pairs
{
    /// <summary>Splits at the first equals sign.</summary>
    /// <exception cref="UsageException">There is none; the text is not repeated, for it may hold a secret.</exception>
    public static (string Name, string Value) Split(string pair, string option)
        => pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? (pair[..at], pair[(at + 1)..])
            : throw new UsageException("usage.pair", $"{option} takes name=value.", "Write the name, an equals sign, and the value.");
}
