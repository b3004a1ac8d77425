using System.Xml.Linq;

namespace MigrationOrchestrator.VCloud.Requests;

/// <summary>A body that vCloud takes.</summary>
internal interface IXmlRequest
{
    /// <summary>What it is sent as; vCloud answers 415 to any other.</summary>
    string MediaType { get; }

    /// <summary>Its elements in the schema's order.</summary>
    XElement ToXml();
}

/// <summary>The media types and namespaces of the vCloud API.</summary>
internal static class VCloudTypes
{
    public const string Vdc = "application/vnd.vmware.vcloud.vdc+xml";
    public const string Catalog = "application/vnd.vmware.vcloud.catalog+xml";
    public const string CatalogItem = "application/vnd.vmware.vcloud.catalogItem+xml";
    public const string VAppTemplate = "application/vnd.vmware.vcloud.vAppTemplate+xml";
    public const string VApp = "application/vnd.vmware.vcloud.vApp+xml";
    public const string UploadTemplate = "application/vnd.vmware.vcloud.uploadVAppTemplateParams+xml";
    public const string InstantiateTemplate = "application/vnd.vmware.vcloud.instantiateVAppTemplateParams+xml";
    public const string UndeployVApp = "application/vnd.vmware.vcloud.undeployVAppParams+xml";

    public static readonly XNamespace Namespace = "http://www.vmware.com/vcloud/v1.5";
    public static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";
}
