namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>What the target can run. A vDC tells it as <c>SupportedHardwareVersions</c> and as <c>supportedSystemsInfo</c>.</summary>
/// <param name="HighestHardwareVersion">The highest virtual hardware version, such as 20 for <c>vmx-20</c>; null where it is not known, and then <see cref="AssumedHardwareVersion"/> is taken.</param>
/// <param name="OsTypes">The operating system types that the target knows (such as <c>debian12_64Guest</c>), each with the lowest hardware version it is offered for; null where that is not known.</param>
public sealed record HardwareLimits(int? HighestHardwareVersion = null, IReadOnlyDictionary<string, int>? OsTypes = null)
{
    /// <summary>The hardware version taken for a target that does not tell: 13, that of vSphere 6.5, which every vCloud Director since 9.0 can run.</summary>
    public const int AssumedHardwareVersion = 13;

    /// <summary>The lowest hardware version that descriptors are written for: 7, that of vSphere 4, with VMXNET3 and the paravirtual SCSI controller.</summary>
    public const int LowestHardwareVersion = 7;

    /// <summary>A target of which nothing is known.</summary>
    public static HardwareLimits Unknown { get; } = new();
}
