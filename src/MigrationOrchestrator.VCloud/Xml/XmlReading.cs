using System.Globalization;
using System.Xml.Linq;

namespace MigrationOrchestrator.VCloud.Xml;

/// <summary>
/// Reads parts of elements by local name: vCloud's namespaces are the same in all versions from 5.1 to 39, and OVF's sections inside bring their own.
/// </summary>
internal static class XmlReading
{
    public static IEnumerable<XElement> Children(this XElement element, string name) => element.Elements().Where(child => child.Name.LocalName == name);

    public static XElement? Child(this XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    public static string? TextOf(this XElement element, string child) => element.Child(child)?.Value;

    public static string? Text(this XElement element, string attribute)
        => element.Attributes().FirstOrDefault(one => one.Name.LocalName == attribute && !one.IsNamespaceDeclaration)?.Value;

    /// <exception cref="FormatException">The attribute is missing.</exception>
    public static string NeededText(this XElement element, string attribute)
        => element.Text(attribute) ?? throw new FormatException($"<{element.Name.LocalName}> has no attribute '{attribute}'.");

    /// <exception cref="FormatException">The attribute is no integer.</exception>
    public static long? Number(this XElement element, string attribute) => ParseNumber(element.Text(attribute), element, attribute);

    /// <exception cref="FormatException">The child's text is no integer.</exception>
    public static long? NumberOf(this XElement element, string child) => ParseNumber(element.TextOf(child), element, child);

    public static bool Flag(this XElement element, string attribute) => IsTrue(element.Text(attribute));

    public static bool? FlagOf(this XElement element, string child) => element.TextOf(child) is { } text ? IsTrue(text) : null;

    /// <exception cref="FormatException">The attribute is missing or no absolute address.</exception>
    public static Uri Href(this XElement element) => element.HrefOrNull() ?? throw new FormatException($"<{element.Name.LocalName}> has no attribute 'href'.");

    /// <exception cref="FormatException">The attribute is no absolute address.</exception>
    public static Uri? HrefOrNull(this XElement element) => element.Text("href") is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? href) && href.Scheme is "https" or "http" ? href
        : throw new FormatException($"<{element.Name.LocalName}> has an 'href' that is no address.");

    private static bool IsTrue(string? text) => text?.Trim() is "true" or "1";

    private static long? ParseNumber(string? text, XElement element, string name) => text is null ? null
        : long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : throw new FormatException($"'{name}' of <{element.Name.LocalName}> is no integer.");
}
