namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>A machine that no descriptor can be written for, or a descriptor that is not safe or not possible to read.</summary>
/// <param name="code">A stable word for programs, such as <c>descriptor.name</c> or <c>descriptor.xml</c>.</param>
/// <param name="message">What was tried, what was found and what to do, for the operator.</param>
/// <param name="innerException">The error underneath, if there is one.</param>
public sealed class DescriptorException(string code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>A stable word for programs: <c>descriptor.</c> and the part that is at fault.</summary>
    public string Code { get; } = code;
}
