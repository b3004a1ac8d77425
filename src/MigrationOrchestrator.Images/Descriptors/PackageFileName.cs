using System.Text;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Names of files within a package: plain names, never paths.</summary>
internal static class PackageFileName
{
    // The name field of a ustar header.
    private const int LongestBytes = 100;

    /// <summary>What is wrong with a name that a package of ours shall hold (it must be one that no importer, URL or command line reads in another way), or null.</summary>
    public static string? WritingFault(string name) =>
        name.Length is > 0 and <= LongestBytes && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsPlain)
            ? null
            : $"The file name '{Shown(name)}' is not possible in a package: use up to {LongestBytes} of the characters A-Z a-z 0-9 . _ -, the first of them a letter or digit.";

    /// <summary>What is wrong with a name that somebody else's package holds (it must stay within its folder), or null.</summary>
    public static string? ReadingFault(string name) =>
        name.Length == 0 || name is "." or ".." || name[0] == '-' || Encoding.UTF8.GetByteCount(name) > LongestBytes
        || name.Any(character => character is '/' or '\\' or ':' || char.IsControl(character))
            ? $"The package names a file '{Shown(name)}', which is empty, a path, an address, an option or longer than {LongestBytes} bytes. It is refused; ask for a package with plain file names."
            : null;

    /// <summary>A hostile text made fit for a message.</summary>
    public static string Shown(string text)
    {
        string cut = text.Length > 80 ? text[..80] + "..." : text;
        return string.Concat(cut.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';
}
