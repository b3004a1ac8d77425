using System.Xml;
using System.Xml.Linq;

namespace MigrationOrchestrator.Emulators.VCloud.Protocol;

/// <summary>Parses what clients send: no DTD, nothing from outside.</summary>
internal static class SafeXml
{
    private const int DeepestElement = 100;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 1024 };

    /// <exception cref="XmlException">It is no plain XML.</exception>
    public static XElement Parse(byte[] document)
    {
        using (XmlReader reader = XmlReader.Create(new MemoryStream(document), Settings))
        {
            while (reader.Read())
            {
                if (reader.Depth > DeepestElement)
                {
                    throw new XmlException($"Elements nest deeper than {DeepestElement}.");
                }
            }
        }

        using XmlReader second = XmlReader.Create(new MemoryStream(document), Settings);
        return XElement.Load(second);
    }
}
