namespace MigrationOrchestrator.Images.Packages;

/// <summary>A package that cannot be written as asked, or that is not safe or not whole.</summary>
/// <param name="code">A stable word for programs, such as <c>package.tar</c>, <c>package.file_name</c>, <c>package.digest</c>.</param>
/// <param name="message">What was tried, what was found and what to do, for the operator.</param>
/// <param name="innerException">The error underneath, if there is one.</param>
public sealed class PackageException(string code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>A stable word for programs: <c>package.</c> and the part that is at fault.</summary>
    public string Code { get; } = code;
}
