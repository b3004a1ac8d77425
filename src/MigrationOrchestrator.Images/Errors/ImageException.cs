namespace MigrationOrchestrator.Images;

/// <summary>An image that cannot or must not be used, with what a user needs to know to act.</summary>
/// <param name="code">Stable code, such as <c>image.backing_file</c>; see <see cref="ImageErrorCodes"/>.</param>
/// <param name="field">The header field, table or option that is at fault, in the format's own words.</param>
/// <param name="found">What was found there.</param>
/// <param name="remedy">What the user can do.</param>
/// <param name="inner">The cause, where another exception was the cause.</param>
public sealed class ImageException(string code, string field, string found, string remedy, Exception? inner = null)
    : Exception($"{field}: found {found}. {remedy}", inner)
{
    /// <summary>Stable code; see <see cref="ImageErrorCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The header field, table or option that is at fault.</summary>
    public string Field { get; } = field;

    /// <summary>What was found there.</summary>
    public string Found { get; } = found;

    /// <summary>What the user can do.</summary>
    public string Remedy { get; } = remedy;
}
