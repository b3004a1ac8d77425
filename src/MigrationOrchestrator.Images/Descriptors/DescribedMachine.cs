namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>One machine as a descriptor tells it.</summary>
/// <param name="Name">The machine's name, 1 to 128 characters without control characters; any script, also slashes and quotes.</param>
/// <param name="Cpus">Number of virtual processors, 1 to 768.</param>
/// <param name="MemoryMiB">Memory in MiB, 4 to 25165824 (24 TiB). It is written rounded up to the multiple of 4 MiB that vSphere demands.</param>
/// <param name="Disks">The disks, the one that starts the machine first; at least one, and no more than the controllers of <paramref name="Hardware"/> hold.</param>
/// <param name="Nics">The network cards in the guest's order, at most 10.</param>
/// <param name="Hardware">The virtual hardware, from <see cref="GuestHardware"/>.</param>
public sealed record DescribedMachine(
    string Name,
    int Cpus,
    long MemoryMiB,
    IReadOnlyList<DescribedDisk> Disks,
    IReadOnlyList<DescribedNic> Nics,
    HardwareChoice Hardware)
{
    /// <summary>A text for whoever opens the package, at most 4096 characters; null writes none.</summary>
    public string? Annotation { get; init; }
}

/// <summary>One disk of a machine, as a streamOptimized VMDK.</summary>
/// <param name="FileName">The file's name within the package: up to 100 of the characters A-Z a-z 0-9 . _ -, the first of them a letter or digit.</param>
/// <param name="FileLength">The file's true length in bytes. Importers wait for exactly this many bytes, or fill up a disk wrongly.</param>
/// <param name="CapacityBytes">The disk's size as the guest sees it, in bytes; it must be what the VMDK's own header says, so a multiple of 512.</param>
/// <param name="PopulatedBytes">How many bytes of the disk hold data, for the target's space planning; null where that is not known.</param>
public sealed record DescribedDisk(string FileName, long FileLength, long CapacityBytes, long? PopulatedBytes = null);

/// <summary>One network card of a machine.</summary>
/// <param name="Network">The network's name, 1 to 128 characters without control characters. Cards with the same name share it.</param>
/// <param name="MacAddress">The address as six pairs of hexadecimal digits joined by colons; null lets the target choose.</param>
public sealed record DescribedNic(string Network, string? MacAddress = null);
