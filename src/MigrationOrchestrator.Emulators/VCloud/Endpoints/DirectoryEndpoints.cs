using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary>Organisations, vDCs, storage profiles, networks, supported systems.</summary>
internal static class DirectoryEndpoints
{
    public static void MapDirectory(this ApiRoutes api, CloudModel cloud)
    {
        api.Map("GET", "/api/org", call => ApiAnswer.Ok(Vc.OrgList, Vc.El("OrgList", Vc.Ref("Org", Vc.Org, call.To.Org(call.Session.Org), call.Session.Org.Name))));
        api.Map("GET", "/api/org/{id}", call => ApiAnswer.Ok(Vc.Org, DescribeOrg(call, CloudModel.Find([call.Session.Org], org => org.Id, call.Route("id")))));
        api.Map("GET", "/api/vdc/{id}", call => ApiAnswer.Ok(Vc.Vdc, DescribeVdc(call, cloud, CloudModel.Find(call.Session.Org.Vdcs, vdc => vdc.Id, call.Route("id")))));
        api.Map("GET", "/api/vdcStorageProfile/{id}", call => ApiAnswer.Ok(
            Vc.StorageProfile, DescribeProfile(call, CloudModel.Find(call.Session.Org.Vdcs.SelectMany(vdc => vdc.Profiles), profile => profile.Id, call.Route("id")))));
        api.Map("GET", "/api/network/{id}", call =>
        {
            NetworkModel network = CloudModel.Find(call.Session.Org.Vdcs.SelectMany(vdc => vdc.Networks), one => one.Id, call.Route("id"));
            return ApiAnswer.Ok(Vc.Network, Vc.El("OrgVdcNetwork", Vc.At("name", network.Name), Vc.At("href", call.To.Network(network))));
        });
        api.Map("GET", "/api/supportedSystemsInfo", _ => ApiAnswer.Ok(Vc.SupportedSystems, SupportedSystems.Describe()));
    }

    private static XElement DescribeOrg(ApiCall call, OrgModel org)
    {
        IEnumerable<XElement> links = call.Version.HasOrgLinks
            ?
            [
                .. org.Vdcs.Select(vdc => Vc.Link("down", Vc.Vdc, call.To.Vdc(vdc), vdc.Name)),
                .. org.Catalogs.Select(catalog => Vc.Link("down", Vc.Catalog, call.To.Catalog(catalog), catalog.Name)),
                Vc.Link("down", Vc.SupportedSystems, $"{call.To.Api}/supportedSystemsInfo"),
            ]
            :
            [
                Vc.Link("down", Vc.Records, $"{call.To.Api}/query?type=catalog"),
                Vc.Link("down", Vc.Records, $"{call.To.Api}/query?type=orgVdc"),
            ];
        return Vc.El("Org", Vc.At("name", org.Name), Vc.At("id", $"urn:vcloud:org:{org.Id}"), Vc.At("type", Vc.Org), Vc.At("href", call.To.Org(org)), links, Vc.El("FullName", org.Name));
    }

    private static XElement DescribeVdc(ApiCall call, CloudModel cloud, VdcModel vdc)
    {
        string href = call.To.Vdc(vdc);
        IEnumerable<XElement> entities = cloud.Shuffled(
        [
            .. cloud.Templates.Where(template => template.Vdc == vdc).Select(template => Vc.Ref("ResourceEntity", Vc.Template, call.To.Template(template), template.Name)),
            .. cloud.VApps.Where(vApp => vApp.Vdc == vdc).Select(vApp => Vc.Ref("ResourceEntity", Vc.VApp, call.To.VApp(vApp), vApp.Name)),
        ]);
        return Vc.El(
            "Vdc",
            Vc.At("status", 1),
            Vc.At("name", vdc.Name),
            Vc.At("id", $"urn:vcloud:vdc:{vdc.Id}"),
            Vc.At("type", Vc.Vdc),
            Vc.At("href", href),
            Vc.Link("up", Vc.Org, call.To.Org(call.Session.Org)),
            call.Version.HasVdcUpload ? Vc.Link("add", Vc.UploadTemplateParams, $"{href}/action/uploadVAppTemplate") : null,
            Vc.Link("add", Vc.InstantiateParams, $"{href}/action/instantiateVAppTemplate"),
            Vc.El("AllocationModel", "AllocationVApp"),
            Vc.El("ResourceEntities", entities),
            Vc.El("AvailableNetworks", vdc.Networks.Select(network => Vc.Ref("Network", Vc.Network, call.To.Network(network), network.Name))),
            Vc.El("Capabilities", Vc.El("SupportedHardwareVersions", vdc.Setup.HardwareVersions.Select(version => Vc.El("SupportedHardwareVersion", version)))),
            Vc.El("NicQuota", 0),
            Vc.El("NetworkQuota", 20),
            Vc.El("VmQuota", 0),
            Vc.El("IsEnabled", vdc.Setup.Enabled ? "true" : "false"),
            Vc.El("VdcStorageProfiles", vdc.Profiles.Select(profile => Vc.Ref("VdcStorageProfile", Vc.StorageProfile, call.To.Profile(profile), profile.Setup.Name))));
    }

    private static XElement DescribeProfile(ApiCall call, StorageProfileModel profile) => Vc.El(
        "VdcStorageProfile",
        Vc.At("name", profile.Setup.Name),
        Vc.At("id", $"urn:vcloud:vdcstorageProfile:{profile.Id}"),
        Vc.At("type", Vc.StorageProfile),
        Vc.At("href", call.To.Profile(profile)),
        Vc.El("Enabled", profile.Setup.Enabled ? "true" : "false"),
        Vc.El("Units", "MB"),
        Vc.El("Limit", profile.Setup.LimitMegabytes),
        Vc.El("Default", profile.Setup.Default ? "true" : "false"),
        Vc.El("StorageUsedMB", profile.UsedMegabytes));
}
