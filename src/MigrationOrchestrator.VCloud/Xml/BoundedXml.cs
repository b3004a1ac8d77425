using System.Xml;
using System.Xml.Linq;

namespace MigrationOrchestrator.VCloud.Xml;

/// <summary>Parses XML that a cloud sent: no DTD, no entities, no outside references, no bottomless nesting.</summary>
internal static class BoundedXml
{
    /// <summary>The longest answer that is read, in bytes. A catalogue of 50,000 items needs about 12 MiB.</summary>
    public const int LargestAnswer = 16 * 1024 * 1024;

    // vCloud's deepest answers nest about 12 elements; LINQ to XML walks some trees recursively, so that depth must be bounded before it sees them.
    private const int DeepestElement = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1024,
        MaxCharactersInDocument = LargestAnswer,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <summary>Parses a document.</summary>
    /// <exception cref="FormatException">It is no XML, has a DTD, or nests too deep.</exception>
    public static XElement Parse(byte[] document)
    {
        try
        {
            using (XmlReader reader = XmlReader.Create(new MemoryStream(document), Settings))
            {
                while (reader.Read())
                {
                    if (reader.Depth > DeepestElement)
                    {
                        throw new FormatException($"its elements nest deeper than {DeepestElement}.");
                    }
                }
            }

            using XmlReader second = XmlReader.Create(new MemoryStream(document), Settings);
            return XElement.Load(second);
        }
        catch (XmlException malformed)
        {
            // The parser's own message may quote the document; its place is enough.
            throw new FormatException($"it is no plain XML (line {malformed.LineNumber}, position {malformed.LinePosition}).", malformed);
        }
    }
}
