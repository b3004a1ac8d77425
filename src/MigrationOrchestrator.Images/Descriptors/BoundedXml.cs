using System.Xml;
using System.Xml.Linq;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Parses XML from strangers: no DTD, no outside entity, and bounds on all that costs memory.</summary>
internal static class BoundedXml
{
    private const int DeepestElement = 64;
    private const int MostNodes = 100_000;
    private const int MostAttributesOfOne = 256;

    /// <summary>Parses a descriptor that is in memory already, so its length is bounded by the caller.</summary>
    /// <exception cref="DescriptorException">It is not well-formed, or beyond a bound.</exception>
    public static XDocument Parse(ReadOnlyMemory<byte> xml)
    {
        try
        {
            // The first pass keeps nothing: a document is only built from XML that is within the bounds.
            using (XmlReader reader = Open(xml))
            {
                CheckBounds(reader);
            }

            using (XmlReader reader = Open(xml))
            {
                return XDocument.Load(reader);
            }
        }
        catch (XmlException error)
        {
            throw new DescriptorException("descriptor.xml",
                $"The descriptor is not well-formed XML, or holds a DTD, which is refused (line {error.LineNumber}, position {error.LinePosition}). Ask for a descriptor that is valid OVF.", error);
        }
    }

    private static XmlReader Open(ReadOnlyMemory<byte> xml)
    {
        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = OvfReader.LongestDescriptor,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        return XmlReader.Create(new MemoryStream(xml.ToArray(), writable: false), settings);
    }

    private static void CheckBounds(XmlReader reader)
    {
        int nodes = 0;
        while (reader.Read())
        {
            nodes += 1 + reader.AttributeCount;
            if (nodes > MostNodes || reader.Depth > DeepestElement || reader.AttributeCount > MostAttributesOfOne)
            {
                throw new DescriptorException("descriptor.xml",
                    $"The descriptor has more than {MostNodes} elements and attributes, an element with more than {MostAttributesOfOne} attributes, or elements nested deeper than {DeepestElement}. No machine needs that; it is refused.");
            }
        }
    }
}
