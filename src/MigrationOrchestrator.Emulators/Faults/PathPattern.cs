using System.Text.RegularExpressions;

namespace MigrationOrchestrator.Emulators.Faults;

/// <summary>A path with <c>*</c> (within a segment) and <c>**</c> (anything).</summary>
internal sealed class PathPattern(string pattern)
{
    private readonly Regex expression = new(
        "^" + Regex.Escape(pattern).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public bool Matches(string path) => expression.IsMatch(path);
}
