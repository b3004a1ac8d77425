using System.Collections.Frozen;
using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Xml;

/// <summary>Which answers we read, under which root element, and how.</summary>
internal static class XmlAnswers
{
    private static readonly FrozenDictionary<Type, (string Root, Func<XElement, object> Read)> Readers = new Dictionary<Type, (string, Func<XElement, object>)>
    {
        [typeof(SupportedVersions)] = ("SupportedVersions", SupportedVersions.Read),
        [typeof(OrgList)] = ("OrgList", OrgList.Read),
        [typeof(Org)] = ("Org", Org.Read),
        [typeof(Vdc)] = ("Vdc", Vdc.Read),
        [typeof(StorageProfile)] = ("VdcStorageProfile", StorageProfile.Read),
        [typeof(Catalog)] = ("Catalog", Catalog.Read),
        [typeof(CatalogItem)] = ("CatalogItem", CatalogItem.Read),
        [typeof(QueryPage)] = ("QueryResultRecords", QueryPage.Read),
        [typeof(SupportedSystems)] = ("SupportedOperatingSystemsInfo", SupportedSystems.Read),
        [typeof(VAppTemplate)] = ("VAppTemplate", VAppTemplate.Read),
        [typeof(VApp)] = ("VApp", VApp.Read),
        [typeof(CloudTask)] = ("Task", CloudTask.Read),
        [typeof(CreatedTemplate)] = ("CatalogItem or VAppTemplate", CreatedTemplate.Read),
    }.ToFrozenDictionary();

    /// <exception cref="FormatException">The document is another one than was asked for, or lacks what we need of it.</exception>
    public static object Read(Type type, XElement root)
    {
        (string expected, Func<XElement, object> read) = Readers[type];
        return expected.Split(" or ").Contains(root.Name.LocalName) ? read(root)
            : throw new FormatException($"<{expected}> was expected, <{root.Name.LocalName}> was found.");
    }
}
