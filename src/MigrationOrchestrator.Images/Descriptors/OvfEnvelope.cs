namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>What a descriptor tells, checked: every name is a plain name, every reference leads somewhere.</summary>
/// <param name="Files">The package's files in the order of the References section.</param>
/// <param name="Disks">The disks.</param>
/// <param name="Networks">The names of the networks.</param>
/// <param name="Machines">The machines; more than one for a VirtualSystemCollection.</param>
public sealed record OvfEnvelope(
    IReadOnlyList<OvfFile> Files,
    IReadOnlyList<OvfDisk> Disks,
    IReadOnlyList<string> Networks,
    IReadOnlyList<OvfMachine> Machines);

/// <summary>A file of the package.</summary>
/// <param name="Id">Its id within the descriptor.</param>
/// <param name="Name">Its name: never a path or an address.</param>
/// <param name="Length">Its length in bytes, where the descriptor tells it.</param>
public sealed record OvfFile(string Id, string Name, long? Length);

/// <summary>A disk of the package.</summary>
/// <param name="Id">Its id within the descriptor.</param>
/// <param name="File">Its file; null for a disk that starts empty.</param>
/// <param name="CapacityBytes">Its size as the guest sees it, in bytes.</param>
/// <param name="PopulatedBytes">How much of it holds data, in bytes, where the descriptor tells it.</param>
/// <param name="Format">The URI of its format, where the descriptor tells it.</param>
public sealed record OvfDisk(string Id, OvfFile? File, long CapacityBytes, long? PopulatedBytes, string? Format);

/// <summary>A machine of the package.</summary>
/// <param name="Id">Its id within the descriptor.</param>
/// <param name="Name">Its name; the id where it has none.</param>
/// <param name="Cpus">Number of virtual processors.</param>
/// <param name="MemoryBytes">Memory in bytes.</param>
/// <param name="CimOsId">The operating system's number in CIM_OperatingSystem.OsType.</param>
/// <param name="OsType">VMware's name of the operating system type, where the descriptor tells it.</param>
/// <param name="HardwareVersion">The virtual hardware, such as <c>vmx-13</c>, where the descriptor tells it.</param>
/// <param name="Firmware">The firmware; BIOS where the descriptor tells none.</param>
/// <param name="Drives">The disks in the order of the descriptor's items.</param>
/// <param name="Nics">The network cards in the order of the descriptor's items.</param>
public sealed record OvfMachine(
    string Id,
    string Name,
    int Cpus,
    long MemoryBytes,
    int? CimOsId,
    string? OsType,
    string? HardwareVersion,
    Firmware Firmware,
    IReadOnlyList<OvfDrive> Drives,
    IReadOnlyList<OvfNic> Nics);

/// <summary>A disk in its place.</summary>
/// <param name="Disk">The disk.</param>
/// <param name="ControllerType">The controller's CIM resource type: 5 IDE, 6 SCSI, 20 SATA or NVMe.</param>
/// <param name="ControllerSubType">The controller's model, such as <c>VirtualSCSI</c>, where the descriptor tells it.</param>
/// <param name="Controller">The controller's number among those of its kind, as the descriptor tells it.</param>
/// <param name="Unit">The disk's unit on the controller.</param>
public sealed record OvfDrive(OvfDisk Disk, int ControllerType, string? ControllerSubType, int Controller, int Unit);

/// <summary>A network card.</summary>
/// <param name="Network">The network's name, where the descriptor tells it.</param>
/// <param name="Model">The card's model, such as <c>VmxNet3</c>, where the descriptor tells it.</param>
/// <param name="MacAddress">The card's address, where the descriptor tells it.</param>
public sealed record OvfNic(string? Network, string? Model, string? MacAddress);
