namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>What the operator wants instead of the choice made from the guest; null leaves a choice alone.</summary>
/// <param name="DiskController">The disk controller.</param>
/// <param name="Nic">The network card's model.</param>
/// <param name="OsType">The operating system type in VMware's words, such as <c>rhel9_64Guest</c>.</param>
/// <param name="HardwareVersion">The virtual hardware version, such as 15 for <c>vmx-15</c>.</param>
public sealed record HardwareOverrides(
    DiskController? DiskController = null,
    NicModel? Nic = null,
    string? OsType = null,
    int? HardwareVersion = null)
{
    /// <summary>Overrides nothing.</summary>
    public static HardwareOverrides None { get; } = new();
}
