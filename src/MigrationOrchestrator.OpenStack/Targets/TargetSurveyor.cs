using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Images;
using MigrationOrchestrator.OpenStack.Networking;

namespace MigrationOrchestrator.OpenStack.Targets;

/// <summary>Resolves a place and says whether a machine fits there; changes nothing.</summary>
internal sealed class TargetSurveyor(OpenStackSession session, OpenStackOptions options)
{
    private const long GiB = 1L << 30;

    public async Task<TargetSurvey> SurveyAsync(TargetPlace place, Machine machine, CancellationToken cancellation)
    {
        List<Finding> findings = [];
        Dictionary<string, string> ids = [];
        Dictionary<string, string> names = [];
        await FindNameTakenAsync(place.Name ?? machine.Name, findings, cancellation);
        if (await FindNetworkAsync(place.Network, findings, cancellation) is { } network)
        {
            (ids[PlaceIds.Network], names[PlaceIds.Network]) = (network.Id, network.Name ?? network.Id);
        }

        if (await FindFlavorAsync(place.Flavor, machine, findings, cancellation) is { } flavor)
        {
            (ids[PlaceIds.Flavor], names[PlaceIds.Flavor]) = (flavor.Id, flavor.Name);
            await FindQuotaAsync(flavor, findings, cancellation);
        }

        if (machine.Disks.Count > 1 && !await session.HasVolumesAsync(cancellation))
        {
            findings.Add(new(
                FindingSeverity.Warning,
                "target.data_disks",
                $"The machine has {machine.Disks.Count} disks. Each arrives as an image; the region has no volume service, so that a deployed server gets the boot disk only.",
                "Attach the other disks by other means, or choose a cloud with a volume service."));
        }

        return new TargetSurvey(new ResolvedPlace(place.Cloud, await session.RegionAsync(cancellation), ids, names), findings);
    }

    private static long RootBytes(Machine machine) => machine.Disks.FirstOrDefault(disk => disk.Boot)?.SizeBytes ?? 0;

    private static bool Fits(Flavor flavor, Machine machine)
        => flavor.Vcpus >= machine.Cpus && flavor.Ram >= machine.MemoryMiB && (flavor.Disk == 0 || flavor.Disk * GiB >= RootBytes(machine));

    private async Task FindNameTakenAsync(string name, List<Finding> findings, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        if (await glance.ImagesAsync(new ImageFilter { Name = name }, options.PageSize, cancellation).FirstOrDefaultAsync(cancellation) is { } image)
        {
            findings.Add(new(
                FindingSeverity.Warning, "target.name_taken", $"An image named '{name}' is there already ({image.Id}). OpenStack allows several of one name.", "Choose another name where people tell them apart by it."));
        }
    }

    private async Task<Network?> FindNetworkAsync(string? wanted, List<Finding> findings, CancellationToken cancellation)
    {
        if (wanted is null)
        {
            return null;
        }

        INeutronApi neutron = await session.NetworksAsync(cancellation);
        List<Network> networks = await neutron.NetworksAsync(options.PageSize, cancellation).ToListAsync(cancellation);
        List<Network> matching = [.. networks.Where(network => network.Id == wanted)];
        matching = matching is [] ? [.. networks.Where(network => network.Name == wanted)] : matching;
        if (matching is [var only])
        {
            return only;
        }

        findings.Add(matching is []
            ? new(FindingSeverity.Error, "target.network_not_found", $"There is no network '{wanted}'.", $"Use one of: {string.Join(", ", networks.Select(network => network.Name).Take(20))}.")
            : new(FindingSeverity.Error, "target.network_ambiguous", $"{matching.Count} networks are named '{wanted}'.", $"Name it by its id: {string.Join(", ", matching.Select(network => network.Id).Take(10))}."));
        return null;
    }

    private async Task<Flavor?> FindFlavorAsync(string? wanted, Machine machine, List<Finding> findings, CancellationToken cancellation)
    {
        INovaApi nova = await session.ComputeAsync(cancellation);
        List<Flavor> flavors = await nova.FlavorsAsync(options.PageSize, cancellation).ToListAsync(cancellation);
        string need = $"{machine.Cpus} vCPU, {machine.MemoryMiB} MiB memory, {(RootBytes(machine) + GiB - 1) / GiB} GiB disk";
        if (wanted is null)
        {
            Flavor? smallest = flavors.Where(flavor => Fits(flavor, machine)).OrderBy(flavor => flavor.Ram).ThenBy(flavor => flavor.Vcpus).ThenBy(flavor => flavor.Disk).FirstOrDefault();
            if (smallest is null)
            {
                findings.Add(new(FindingSeverity.Warning, "target.no_flavor", $"No flavor has room for {need}. The machine can be delivered, but not deployed.", "Name a flavor, or ask the cloud's operator for a larger one."));
            }

            return smallest;
        }

        Flavor? chosen = flavors.FirstOrDefault(flavor => flavor.Name == wanted) ?? flavors.FirstOrDefault(flavor => flavor.Id == wanted);
        if (chosen is null)
        {
            findings.Add(new(FindingSeverity.Error, "target.flavor_not_found", $"There is no flavor '{wanted}'.", $"Use one of: {string.Join(", ", flavors.Select(flavor => flavor.Name).Take(20))}."));
        }
        else if (chosen.Disk > 0 && chosen.Disk * GiB < RootBytes(machine))
        {
            findings.Add(new(FindingSeverity.Error, "target.flavor_too_small", $"The flavor {chosen.Name} has a disk of {chosen.Disk} GiB; the machine needs {need}. Nova would not start it.", "Choose a flavor with a larger disk."));
        }
        else if (!Fits(chosen, machine))
        {
            findings.Add(new(FindingSeverity.Warning, "target.flavor_smaller", $"The flavor {chosen.Name} has {chosen.Vcpus} vCPU and {chosen.Ram} MiB memory; the machine has {need}.", "Choose a larger flavor where the machine needs it."));
        }

        return chosen;
    }

    private async Task FindQuotaAsync(Flavor flavor, List<Finding> findings, CancellationToken cancellation)
    {
        if ((await (await session.ComputeAsync(cancellation)).GetLimitsAsync(cancellation)).Limits?.Absolute is not { } limits)
        {
            return;
        }

        Check("servers", limits.UsedInstances, 1, limits.MaxInstances);
        Check("vCPUs", limits.UsedCores, flavor.Vcpus, limits.MaxCores);
        Check("MiB of memory", limits.UsedRam, flavor.Ram, limits.MaxRam);

        void Check(string what, int used, int more, int most)
        {
            if (most >= 0 && used + more > most)
            {
                findings.Add(new(
                    FindingSeverity.Warning, "target.quota", $"The project uses {used} of {most} {what}; {more} more do not fit. The machine can be delivered, but not deployed.", "Free resources or ask for a higher quota before deploying."));
            }
        }
    }
}
