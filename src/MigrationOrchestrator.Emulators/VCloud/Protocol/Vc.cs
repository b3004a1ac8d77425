using System.Xml.Linq;

namespace MigrationOrchestrator.Emulators.VCloud.Protocol;

/// <summary>Namespaces, media types and small parts of the vCloud API's XML.</summary>
internal static class Vc
{
    public static readonly XNamespace Ns = "http://www.vmware.com/vcloud/v1.5";
    public static readonly XNamespace VersionsNs = "http://www.vmware.com/vcloud/versions";
    public static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";

    public const string Org = "application/vnd.vmware.vcloud.org+xml";
    public const string OrgList = "application/vnd.vmware.vcloud.orgList+xml";
    public const string Vdc = "application/vnd.vmware.vcloud.vdc+xml";
    public const string Catalog = "application/vnd.vmware.vcloud.catalog+xml";
    public const string CatalogItem = "application/vnd.vmware.vcloud.catalogItem+xml";
    public const string Network = "application/vnd.vmware.vcloud.network+xml";
    public const string StorageProfile = "application/vnd.vmware.vcloud.vdcStorageProfile+xml";
    public const string Template = "application/vnd.vmware.vcloud.vAppTemplate+xml";
    public const string VApp = "application/vnd.vmware.vcloud.vApp+xml";
    public const string Vm = "application/vnd.vmware.vcloud.vm+xml";
    public const string Task = "application/vnd.vmware.vcloud.task+xml";
    public const string Error = "application/vnd.vmware.vcloud.error+xml";
    public const string Session = "application/vnd.vmware.vcloud.session+xml";
    public const string Records = "application/vnd.vmware.vcloud.query.records+xml";
    public const string SupportedSystems = "application/vnd.vmware.vcloud.supportedSystemsInfo+xml";
    public const string UploadTemplateParams = "application/vnd.vmware.vcloud.uploadVAppTemplateParams+xml";
    public const string InstantiateParams = "application/vnd.vmware.vcloud.instantiateVAppTemplateParams+xml";
    public const string UndeployParams = "application/vnd.vmware.vcloud.undeployVAppParams+xml";

    /// <summary>An element of the vCloud namespace; nulls are left out.</summary>
    public static XElement El(string name, params object?[] content) => new(Ns + name, content);

    /// <summary>An attribute, or null where there is no value.</summary>
    public static XAttribute? At(string name, object? value) => value is null ? null : new XAttribute(name, value is bool flag ? (flag ? "true" : "false") : value);

    public static XElement Link(string rel, string? type, string href, string? name = null) => El("Link", At("rel", rel), At("type", type), At("name", name), At("href", href));

    public static XElement Ref(string element, string type, string href, string name) => El(element, At("type", type), At("name", name), At("href", href));
}
