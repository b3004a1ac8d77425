using System.Xml;
using System.Xml.Schema;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

/// <summary>The DMTF's schema of OVF 1.0, which lies beside the repository and not in it.</summary>
internal static class OvfSchema
{
    private static readonly Lazy<XmlSchemaSet?> Schemas = new(Load);

    /// <summary>What the schema says against a descriptor: nothing where it is valid. Skips the test where the schema is absent.</summary>
    public static List<string> Faults(byte[] descriptor)
    {
        if (Schemas.Value is not { } schemas)
        {
            Assert.Skip("The DMTF schemas are not at ../shared/data/ovf-xsd beside the repository.");
            return [];
        }

        List<string> faults = new();
        XmlReaderSettings settings = new() { ValidationType = ValidationType.Schema, Schemas = schemas };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, fault) =>
        {
            // VMware's extensions have no schema; the OVF schema lets them pass ("lax").
            if (fault.Severity == XmlSeverityType.Error || !fault.Message.Contains("http://www.vmware.com/schema/ovf", StringComparison.Ordinal))
            {
                faults.Add(fault.Message);
            }
        };
        using XmlReader reader = XmlReader.Create(new MemoryStream(descriptor), settings);
        while (reader.Read())
        {
        }

        return faults;
    }

    private static XmlSchemaSet? Load()
    {
        string file = Path.Combine(RepositoryRoot(), "..", "shared", "data", "ovf-xsd", "DSP8023.xsd");
        if (!File.Exists(file))
        {
            return null;
        }

        // The schemas name one another by file name.
        XmlSchemaSet schemas = new() { XmlResolver = new XmlUrlResolver() };
        schemas.Add(null, file);
        schemas.Compile();
        return schemas;
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MigrationOrchestrator.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run from within the repository.");
        }

        return folder;
    }
}
