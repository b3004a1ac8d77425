using System.Text.RegularExpressions;
using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>vCloud's <c>Error</c>, also that of a task.</summary>
/// <param name="MajorCode">An HTTP status; 0 where there is none.</param>
/// <param name="MinorCode">Such as <c>DUPLICATE_NAME</c>, or null.</param>
/// <param name="Message">For people, without the request's id that vCloud puts before it.</param>
internal sealed partial record CloudError(int MajorCode, string? MinorCode, string Message)
{
    /// <summary>An answer without a readable error; 401 and 416 often have none.</summary>
    public static readonly CloudError None = new(0, null, "");

    /// <summary>The request's id that stood in the message, or null.</summary>
    public string? RequestId { get; init; }

    public static CloudError Read(XElement element)
    {
        string message = element.Text("message") ?? "";
        Match prefix = RequestPrefix().Match(message);
        return new CloudError((int)Math.Clamp(element.Number("majorErrorCode") ?? 0, 0, 999), element.Text("minorErrorCode"), message[prefix.Length..].Trim())
        {
            RequestId = prefix.Success ? prefix.Groups[1].Value : null,
        };
    }

    [GeneratedRegex(@"^\s*\[\s*([0-9A-Za-z-]{1,64})\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex RequestPrefix();
}
