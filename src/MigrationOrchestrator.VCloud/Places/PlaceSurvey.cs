using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;

namespace MigrationOrchestrator.VCloud.Places;

/// <summary>Resolves a place's names and finds what stands in the way of a machine; asks everything once, so that all findings come together.</summary>
internal sealed class PlaceSurvey(VCloudConnection cloud, OrgDirectory directory)
{
    // vCloud API schema, ResourceType: at most 128 characters.
    private const int LongestName = 128;

    public async Task<TargetSurvey> RunAsync(TargetPlace place, Machine machine, CancellationToken cancellation)
    {
        SurveyNotes notes = new();
        Reference? vdcRef = notes.Choose(PlaceIds.Vdc, "vDC", place.Vdc, await directory.ListVdcsAsync(cancellation));
        Vdc? vdc = vdcRef is null ? null : await cloud.Directory.GetVdcAsync(vdcRef.Href, cancellation);
        Reference? catalogRef = notes.Choose(PlaceIds.Catalog, "catalogue", place.Catalog, await directory.ListCatalogsAsync(cancellation));
        Catalog? catalog = catalogRef is null ? null : await cloud.Directory.GetCatalogAsync(catalogRef.Href, cancellation);
        if (vdc is not null)
        {
            await LookAtVdcAsync(place, machine, vdc, notes, cancellation);
        }

        CheckCatalog(catalog, vdc, place.Name ?? machine.Name, notes);
        return new TargetSurvey(new ResolvedPlace(place.Cloud, null, notes.Ids, notes.Names), notes.Findings)
        {
            HardwareVersions = vdc?.HardwareVersions ?? [],
            OsTypes = await directory.ListOsTypesAsync(cancellation),
        };
    }

    private async Task LookAtVdcAsync(TargetPlace place, Machine machine, Vdc vdc, SurveyNotes notes, CancellationToken cancellation)
    {
        if (!vdc.Enabled)
        {
            notes.Error("target.vdc_disabled", $"The vDC '{vdc.Name}' is disabled.", "Have it enabled, or choose another.");
        }

        if (place.Network is not null)
        {
            notes.Choose(PlaceIds.Network, "network", place.Network, vdc.Networks);
        }
        else if (machine.Nics.Count > 0)
        {
            notes.Warn("target.no_network", "No network was named; the machine's interfaces stay unconnected.", "Name one of the vDC's networks.");
        }

        IReadOnlyList<StorageProfile> profiles = await directory.ListStorageProfilesAsync(vdc, cancellation);
        StorageProfile? profile = place.StorageProfile is null ? profiles.FirstOrDefault(one => one.Default)
            : notes.Choose(PlaceIds.StorageProfile, "storage profile", place.StorageProfile, [.. profiles.Select(one => new Reference(one.Href, one.Name, ""))]) is { } chosen
                ? profiles.First(one => one.Href == chosen.Href)
                : null;
        if (profile is not null)
        {
            CheckProfile(profile, machine, notes);
        }
    }

    private static void CheckProfile(StorageProfile profile, Machine machine, SurveyNotes notes)
    {
        if (!profile.Enabled)
        {
            notes.Error("target.storage_profile_disabled", $"The storage profile '{profile.Name}' is disabled.", "Have it enabled, or choose another.");
        }

        long neededMegabytes = machine.Disks.Sum(disk => disk.SizeBytes ?? 0) / (1024 * 1024);
        if (profile.FreeMegabytes is { } free && neededMegabytes > free)
        {
            notes.Error(
                "target.quota",
                $"The machine's disks need {neededMegabytes} MB, and the storage profile '{profile.Name}' has {free} MB left.",
                "Free space, have the limit raised, or choose another storage profile.");
        }
    }

    private static void CheckCatalog(Catalog? catalog, Vdc? vdc, string name, SurveyNotes notes)
    {
        if (name.Length > LongestName)
        {
            notes.Error("target.name_too_long", $"The name has {name.Length} characters.", $"Give a name of at most {LongestName} characters.");
        }

        if (catalog is null)
        {
            return;
        }

        if (catalog.Items.Any(item => item.Name == name))
        {
            notes.Error("target.name_taken", $"The catalogue '{catalog.Name}' already has an item '{name}'.", "Give another name, or remove that item.");
        }

        if (catalog.Links.Find("add", VCloudTypes.UploadTemplate) is null && vdc?.Links.Find("add", VCloudTypes.UploadTemplate) is null)
        {
            notes.Error(
                "target.catalog_read_only",
                $"Templates cannot be uploaded to the catalogue '{catalog.Name}': the cloud offers no such action.",
                "Choose a catalogue of the organisation's own, or have the user's role extended.");
        }
    }
}
