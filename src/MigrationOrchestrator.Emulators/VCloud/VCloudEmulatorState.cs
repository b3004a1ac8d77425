namespace MigrationOrchestrator.Emulators.VCloud;

/// <summary>What an emulated vCloud Director holds at a moment.</summary>
/// <param name="Templates">Its templates, those being received included.</param>
/// <param name="VApps">Its vApps.</param>
/// <param name="Uploads">Files that have not come whole.</param>
/// <param name="CatalogItems">The names of all catalogue items.</param>
/// <param name="OpenTasks">The operations of tasks that have not ended.</param>
/// <param name="Sessions">How many sessions are open.</param>
public sealed record VCloudEmulatorState(
    IReadOnlyList<EmulatedTemplateState> Templates,
    IReadOnlyList<EmulatedVAppState> VApps,
    IReadOnlyList<EmulatedUploadState> Uploads,
    IReadOnlyList<string> CatalogItems,
    IReadOnlyList<string> OpenTasks,
    int Sessions);

/// <summary>A template.</summary>
/// <param name="Id">Its id, as at the end of its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its description.</param>
/// <param name="Status">vCloud's number: 8 is complete, 0 being received, -1 failed, 17 idled out.</param>
/// <param name="Organisation">Whose it is.</param>
/// <param name="Catalog">The catalogue that it is in, or null.</param>
/// <param name="DescriptorPath">Where its descriptor lies, or null before it has come.</param>
/// <param name="Disks">Its disks' files, in the descriptor's order; empty before the descriptor has come.</param>
public sealed record EmulatedTemplateState(
    string Id, string Name, string Description, int Status, string Organisation, string? Catalog, string? DescriptorPath, IReadOnlyList<EmulatedDiskState> Disks);

/// <summary>A disk's file of a template.</summary>
/// <param name="Name">Its name in the descriptor.</param>
/// <param name="Path">Where its bytes lie.</param>
/// <param name="ReceivedBytes">How many have come.</param>
/// <param name="CapacityBytes">The disk's size as the descriptor says, in bytes.</param>
public sealed record EmulatedDiskState(string Name, string Path, long ReceivedBytes, long CapacityBytes);

/// <summary>A vApp.</summary>
/// <param name="Id">Its id, as at the end of its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">Its description.</param>
/// <param name="Status">vCloud's number: 4 is powered on, 8 powered off.</param>
/// <param name="Template">The name of the template that it was made of.</param>
/// <param name="Network">The vDC network that it is connected to, or null.</param>
public sealed record EmulatedVAppState(string Id, string Name, string Description, int Status, string Template, string? Network);

/// <summary>A file that has not come whole.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="File">The file's name.</param>
/// <param name="ReceivedBytes">How many bytes have come.</param>
/// <param name="SizeBytes">How many are expected; -1 where the descriptor does not say.</param>
public sealed record EmulatedUploadState(string Template, string File, long ReceivedBytes, long SizeBytes);
