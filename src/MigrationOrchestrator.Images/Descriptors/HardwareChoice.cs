namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>One choice and why it was made.</summary>
/// <typeparam name="T">What was chosen.</typeparam>
/// <param name="Value">The choice.</param>
/// <param name="Reason">Why, in one plain sentence for plans and receipts.</param>
public sealed record Chosen<T>(T Value, string Reason);

/// <summary>The virtual hardware of one machine in the target, each part with its reason.</summary>
/// <param name="Firmware">The firmware; Secure Boot is dropped where the target is too old for it.</param>
/// <param name="DiskController">The controller of all disks.</param>
/// <param name="Nic">The model of all network cards.</param>
/// <param name="OsType">The operating system type that the target is told.</param>
/// <param name="HardwareVersion">The virtual hardware version, such as 13 for <c>vmx-13</c>.</param>
public sealed record HardwareChoice(
    Chosen<Firmware> Firmware,
    Chosen<DiskController> DiskController,
    Chosen<NicModel> Nic,
    Chosen<OsType> OsType,
    Chosen<int> HardwareVersion);
