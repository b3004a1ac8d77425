namespace MigrationOrchestrator.Emulators.VCloud.Model;

/// <summary>An organisation.</summary>
internal sealed class OrgModel(EmulatedOrganisation setup)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Name => setup.Name;

    public IReadOnlyList<EmulatedUser> Users => setup.Users;

    public IReadOnlyList<VdcModel> Vdcs { get; } = [.. setup.Vdcs.Select(vdc => new VdcModel(vdc))];

    public IReadOnlyList<CatalogModel> Catalogs { get; } = [.. setup.Catalogs.Select(catalog => new CatalogModel(catalog))];
}

/// <summary>A virtual data centre.</summary>
internal sealed class VdcModel(EmulatedVdc setup)
{
    public Guid Id { get; } = Guid.NewGuid();

    public EmulatedVdc Setup => setup;

    public string Name => setup.Name;

    public IReadOnlyList<StorageProfileModel> Profiles { get; } = [.. setup.StorageProfiles.Select(profile => new StorageProfileModel(profile))];

    public IReadOnlyList<NetworkModel> Networks { get; } = [.. setup.Networks.Select(name => new NetworkModel(name))];

    /// <summary>The highest hardware version, as its number.</summary>
    public int HighestHardware => setup.HardwareVersions.Select(HardwareNumber).DefaultIfEmpty(0).Max();

    public static int HardwareNumber(string version) => version.StartsWith("vmx-", StringComparison.Ordinal) && int.TryParse(version.AsSpan(4), out int number) ? number : 0;
}

/// <summary>A storage profile and what of it is used.</summary>
internal sealed class StorageProfileModel(EmulatedStorageProfile setup)
{
    public Guid Id { get; } = Guid.NewGuid();

    public EmulatedStorageProfile Setup => setup;

    public long UsedBytes { get; set; }

    public long UsedMegabytes => UsedBytes / (1024 * 1024);

    public bool HasRoomFor(long bytes) => setup.LimitMegabytes == 0 || UsedBytes + bytes <= setup.LimitMegabytes * 1024 * 1024;
}

/// <summary>A network of a vDC.</summary>
internal sealed class NetworkModel(string name)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Name => name;
}

/// <summary>A catalogue.</summary>
internal sealed class CatalogModel(EmulatedCatalog setup)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Name => setup.Name;

    public bool ReadOnly => setup.ReadOnly;

    public List<CatalogItemModel> Items { get; } = [];
}

/// <summary>An item of a catalogue; its template may have been deleted before it.</summary>
internal sealed class CatalogItemModel(string name, string description, TemplateModel template)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Name => name;

    public string Description => description;

    public TemplateModel Template => template;
}
