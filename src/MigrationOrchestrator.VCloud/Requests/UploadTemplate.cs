using System.Xml.Linq;

namespace MigrationOrchestrator.VCloud.Requests;

/// <summary>Asks for a new template whose files will be uploaded.</summary>
/// <param name="Name">Unique in its catalogue.</param>
/// <param name="Description">Carries our mark.</param>
/// <param name="StorageProfile">Where its disks are kept; null for the default.</param>
internal sealed record UploadTemplate(string Name, string Description, Uri? StorageProfile) : IXmlRequest
{
    public string MediaType => VCloudTypes.UploadTemplate;

    public XElement ToXml() => new(
        VCloudTypes.Namespace + "UploadVAppTemplateParams",
        new XAttribute("name", Name),
        new XElement(VCloudTypes.Namespace + "Description", Description),
        StorageProfile is null ? null : new XElement(VCloudTypes.Namespace + "VdcStorageProfile", new XAttribute("href", StorageProfile.AbsoluteUri)));
}

/// <summary>Puts a template into a catalogue; needed where it was created by its vDC (API before 5.5).</summary>
internal sealed record AddCatalogItem(string Name, string Description, Uri Template) : IXmlRequest
{
    public string MediaType => VCloudTypes.CatalogItem;

    public XElement ToXml() => new(
        VCloudTypes.Namespace + "CatalogItem",
        new XAttribute("name", Name),
        new XElement(VCloudTypes.Namespace + "Description", Description),
        new XElement(VCloudTypes.Namespace + "Entity", new XAttribute("href", Template.AbsoluteUri)));
}
