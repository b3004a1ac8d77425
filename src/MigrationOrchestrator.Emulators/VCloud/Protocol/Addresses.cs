using MigrationOrchestrator.Emulators.VCloud.Model;

namespace MigrationOrchestrator.Emulators.VCloud.Protocol;

/// <summary>The addresses of everything, below a base.</summary>
internal sealed record Addresses(string Base)
{
    public string Api => $"{Base}/api";

    public string Org(OrgModel org) => $"{Api}/org/{org.Id}";

    public string Vdc(VdcModel vdc) => $"{Api}/vdc/{vdc.Id}";

    public string Catalog(CatalogModel catalog) => $"{Api}/catalog/{catalog.Id}";

    public string Item(CatalogItemModel item) => $"{Api}/catalogItem/{item.Id}";

    public string Profile(StorageProfileModel profile) => $"{Api}/vdcStorageProfile/{profile.Id}";

    public string Network(NetworkModel network) => $"{Api}/network/{network.Id}";

    public string Template(TemplateModel template) => $"{Api}/vAppTemplate/{template.Key}";

    public string TemplateVm(TemplateModel template) => $"{Api}/vAppTemplate/vm-{template.VmId}";

    public string VApp(VAppModel vApp) => $"{Api}/vApp/{vApp.Key}";

    public string Task(TaskModel task) => $"{Api}/task/{task.Id}";

    public string Transfer(Guid id, string file) => $"{Base}/transfer/{id}/{Uri.EscapeDataString(file)}";
}
