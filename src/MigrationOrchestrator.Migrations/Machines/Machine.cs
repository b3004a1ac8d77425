namespace MigrationOrchestrator.Migrations.Machines;

/// <summary>A machine as its source cloud describes it.</summary>
/// <param name="Id">The cloud's id of the server or image.</param>
/// <param name="Name">The cloud's name for it.</param>
/// <param name="Kind">Server or image.</param>
/// <param name="Cpus">Virtual processors; 1 or more.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Disks">Its disks, the boot disk first; sizes where the cloud knows them.</param>
/// <param name="Nics">Its network interfaces in order.</param>
/// <param name="Guest">What is known of the guest.</param>
public sealed record Machine(string Id, string Name, MachineKind Kind, int Cpus, int MemoryMiB, IReadOnlyList<MachineDisk> Disks, IReadOnlyList<MachineNic> Nics, GuestHints Guest)
{
    /// <summary>The cloud's own word for its state, such as ACTIVE or SHUTOFF; null for an image.</summary>
    public string? State { get; init; }

    /// <summary>Whether the guest runs, so that a snapshot of it is only crash-consistent.</summary>
    public bool IsRunning { get; init; }
}

/// <summary>One disk of a machine.</summary>
/// <param name="Id">Unique within the machine and stable: <c>disk-0</c> is the boot disk.</param>
/// <param name="Boot">Whether the machine boots from it.</param>
/// <param name="SizeBytes">Its guest-visible size in bytes, or null where the cloud does not say.</param>
public sealed record MachineDisk(string Id, bool Boot, long? SizeBytes)
{
    /// <summary>The attached volume's id, or null for a disk that lives with the server.</summary>
    public string? VolumeId { get; init; }
}

/// <summary>One network interface of a machine.</summary>
/// <param name="Network">The source network's name.</param>
/// <param name="Mac">Its MAC address, lower case with colons, or null where unknown.</param>
/// <param name="Addresses">Its fixed IP addresses.</param>
public sealed record MachineNic(string Network, string? Mac, IReadOnlyList<string> Addresses);

/// <summary>What the source cloud says of the guest, in OpenStack's image property words; each null where unknown.</summary>
public sealed record GuestHints
{
    /// <summary><c>os_distro</c>, such as debian, rhel, windows.</summary>
    public string? Distribution { get; init; }

    /// <summary><c>os_version</c>, such as 12.</summary>
    public string? Version { get; init; }

    /// <summary><c>os_type</c>: linux or windows.</summary>
    public string? Type { get; init; }

    /// <summary><c>architecture</c>: x86_64 unless told.</summary>
    public string? Architecture { get; init; }

    /// <summary><c>hw_firmware_type</c>: bios or uefi.</summary>
    public string? Firmware { get; init; }

    /// <summary>Whether secure boot is required (<c>os_secure_boot</c>).</summary>
    public bool SecureBoot { get; init; }

    /// <summary>The name of the image that the machine came from, a weak hint.</summary>
    public string? ImageName { get; init; }
}
