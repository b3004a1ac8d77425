using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;
using MigrationOrchestrator.Emulators.VCloud.Uploads;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary>Catalogues, their items, and the two actions that begin an upload.</summary>
internal static class CatalogEndpoints
{
    public static void MapCatalogs(this ApiRoutes api, CloudModel cloud, UploadDesk uploads)
    {
        api.Map("GET", "/api/catalog/{id}", call => ApiAnswer.Ok(Vc.Catalog, DescribeCatalog(call, FindCatalog(call))));
        api.Map("GET", "/api/catalogItem/{id}", call =>
        {
            (CatalogModel catalog, CatalogItemModel item) = FindItem(call);
            return ApiAnswer.Ok(Vc.CatalogItem, DescribeItem(call, catalog, item));
        });
        api.Map("POST", "/api/catalog/{id}/action/upload", call => UploadToCatalog(call, uploads));
        api.Map("POST", "/api/vdc/{id}/action/uploadVAppTemplate", call => UploadToVdc(call, uploads));
        api.Map("POST", "/api/catalog/{id}/catalogItems", call => AddItem(call, cloud));
        api.Map("DELETE", "/api/catalogItem/{id}", call => DeleteItem(call, cloud));
    }

    private static CatalogModel FindCatalog(ApiCall call) => CloudModel.Find(call.Session.Org.Catalogs, catalog => catalog.Id, call.Route("id"));

    private static (CatalogModel Catalog, CatalogItemModel Item) FindItem(ApiCall call)
    {
        foreach (CatalogModel catalog in call.Session.Org.Catalogs)
        {
            if (catalog.Items.Find(item => item.Id.ToString() == call.Route("id")) is { } found)
            {
                return (catalog, found);
            }
        }

        throw ApiFault.NoAccess(call.Route("id"));
    }

    private static ApiAnswer UploadToCatalog(ApiCall call, UploadDesk uploads)
    {
        CatalogModel catalog = FindCatalog(call);
        if (!call.Version.HasCatalogUpload)
        {
            throw new ApiFault(404, "NOT_FOUND", "Not Found");
        }

        UploadRequest request = UploadRequest.Read(call.NeededBody("UploadVAppTemplateParams"));
        CheckWritable(catalog, request.Name);
        TemplateModel template = uploads.Begin(call.Session.Org, call.Session.Org.Vdcs.First(vdc => vdc.Profiles.Count > 0), request, opensTask: true);
        CatalogItemModel item = new(request.Name, request.Description, template);
        catalog.Items.Add(item);
        return ApiAnswer.Created(Vc.CatalogItem, DescribeItem(call, catalog, item), call.To.Item(item));
    }

    private static ApiAnswer UploadToVdc(ApiCall call, UploadDesk uploads)
    {
        VdcModel vdc = CloudModel.Find(call.Session.Org.Vdcs, one => one.Id, call.Route("id"));
        if (!call.Version.HasVdcUpload)
        {
            throw new ApiFault(404, "NOT_FOUND", "Not Found");
        }

        TemplateModel template = uploads.Begin(call.Session.Org, vdc, UploadRequest.Read(call.NeededBody("UploadVAppTemplateParams")), opensTask: false);
        return ApiAnswer.Created(Vc.Template, TemplateEndpoints.Describe(call, uploads.Cloud, template), call.To.Template(template));
    }

    private static ApiAnswer AddItem(ApiCall call, CloudModel cloud)
    {
        CatalogModel catalog = FindCatalog(call);
        XElement body = call.NeededBody("CatalogItem");
        string name = UploadRequest.NeededName(body);
        CheckWritable(catalog, name);
        string entity = body.Element(Vc.Ns + "Entity")?.Attribute("href")?.Value ?? throw ApiFault.BadRequest("Bad request: the item has no Entity.");
        TemplateModel template = cloud.FindTemplate(call.Session.Org, entity[(entity.LastIndexOf('/') + 1)..]);
        if (CloudModel.ItemOf(template) is not null)
        {
            throw ApiFault.BadRequest($"The entity {template.Name} is already in a catalog.");
        }

        CatalogItemModel item = new(name, body.Element(Vc.Ns + "Description")?.Value ?? "", template);
        catalog.Items.Add(item);
        return ApiAnswer.Created(Vc.CatalogItem, DescribeItem(call, catalog, item), call.To.Item(item));
    }

    private static ApiAnswer DeleteItem(ApiCall call, CloudModel cloud)
    {
        (CatalogModel catalog, CatalogItemModel item) = FindItem(call);
        if (call.Version.ItemsGoWithTemplates)
        {
            if (item.Template.Tasks.Exists(task => task.IsOpen))
            {
                throw ApiFault.Busy(item.Name);
            }

            cloud.Remove(item.Template, withItem: false);
        }

        catalog.Items.Remove(item);
        return ApiAnswer.NoContent();
    }

    private static void CheckWritable(CatalogModel catalog, string name)
    {
        if (catalog.ReadOnly)
        {
            throw new ApiFault(403, "ACCESS_TO_RESOURCE_IS_FORBIDDEN", "Unable to perform this action. Contact your cloud administrator.");
        }

        if (catalog.Items.Exists(item => item.Name == name))
        {
            throw ApiFault.DuplicateName(name);
        }
    }

    private static XElement DescribeCatalog(ApiCall call, CatalogModel catalog) => Vc.El(
        "Catalog",
        Vc.At("name", catalog.Name),
        Vc.At("id", $"urn:vcloud:catalog:{catalog.Id}"),
        Vc.At("type", Vc.Catalog),
        Vc.At("href", call.To.Catalog(catalog)),
        Vc.Link("up", Vc.Org, call.To.Org(call.Session.Org)),
        call.Version.HasCatalogUpload && !catalog.ReadOnly ? Vc.Link("add", Vc.UploadTemplateParams, $"{call.To.Catalog(catalog)}/action/upload") : null,
        catalog.ReadOnly ? null : Vc.Link("add", Vc.CatalogItem, $"{call.To.Catalog(catalog)}/catalogItems"),
        Vc.El("CatalogItems", catalog.Items.Select(item => Vc.Ref("CatalogItem", Vc.CatalogItem, call.To.Item(item), item.Name))),
        Vc.El("IsPublished", "false"));

    private static XElement DescribeItem(ApiCall call, CatalogModel catalog, CatalogItemModel item) => Vc.El(
        "CatalogItem",
        Vc.At("name", item.Name),
        Vc.At("id", $"urn:vcloud:catalogitem:{item.Id}"),
        Vc.At("type", Vc.CatalogItem),
        Vc.At("href", call.To.Item(item)),
        Vc.Link("up", Vc.Catalog, call.To.Catalog(catalog)),
        Vc.Link("remove", null, call.To.Item(item)),
        Vc.El("Description", item.Description),
        Vc.Ref("Entity", Vc.Template, call.To.Template(item.Template), item.Template.Name));
}
