using System.Globalization;
using System.Xml.Linq;
using static MigrationOrchestrator.Images.Descriptors.OvfNamespaces;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Reads checked values from a descriptor's elements.</summary>
internal static class OvfElements
{
    /// <summary>The text of an attribute that must be there.</summary>
    public static string Required(XElement element, string attribute) =>
        (string?)element.Attribute(Ovf + attribute) is { Length: > 0 and <= 1024 } text
            ? text
            : throw Fault("descriptor.xml", $"An element '{element.Name.LocalName}' has no attribute 'ovf:{attribute}', or one that is empty or longer than 1024 characters. Correct the descriptor.");

    /// <summary>A number in an attribute, or null where there is none.</summary>
    public static long? Number(XElement element, string attribute) =>
        (string?)element.Attribute(Ovf + attribute) is { } text ? Parse(text, $"{element.Name.LocalName}/@ovf:{attribute}") : null;

    /// <summary>The text of a RASD child, or null where there is none.</summary>
    public static string? Child(XElement item, string name) =>
        (string?)item.Element(Rasd + name) is { } text && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>A number in a RASD child, or null where there is none.</summary>
    public static long? ChildNumber(XElement item, string name) =>
        Child(item, name) is { } text ? Parse(text, $"Item/rasd:{name}") : null;

    public static DescriptorException Fault(string code, string message) => new(code, message);

    private static long Parse(string text, string where) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Fault("descriptor.number", $"{where} is '{PackageFileName.Shown(text)}', which is no whole number from 0 to {long.MaxValue}. Correct the descriptor.");
}
