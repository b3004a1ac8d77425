using MigrationOrchestrator.Migrations.Plans;

namespace MigrationOrchestrator.Migrations.Deliveries;

/// <summary>What is delivered; the same in every call of one delivery.</summary>
/// <param name="Place">Where, with the cloud's ids.</param>
/// <param name="Name">The final name.</param>
/// <param name="Key">The deterministic mark (in the description or a property) by which a delivery is recognised as this migration's.</param>
/// <param name="Files">The disks' files; complete in staging.</param>
/// <param name="ResourceId">What <see cref="Delivery.ResourceId"/> said; null before.</param>
public sealed record DeliveryRequest(ResolvedPlace Place, string Name, string Key, IReadOnlyList<DeliveryFile> Files, string? ResourceId = null)
{
    /// <summary>The OVF descriptor where the cloud needs one; read from staging by the step, never persisted in a history.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ReadOnlyMemory<byte> Descriptor { get; init; }
}

/// <summary>One file of a delivery.</summary>
/// <param name="Name">Its name in the descriptor, such as <c>disk-0.vmdk</c>.</param>
/// <param name="SizeBytes">Its true length in bytes.</param>
/// <param name="Format">Its format in Glance's words: vmdk, qcow2, raw.</param>
/// <param name="CapacityBytes">The disk's guest-visible size in bytes.</param>
/// <param name="Boot">Whether the machine boots from it.</param>
public sealed record DeliveryFile(string Name, long SizeBytes, string Format, long CapacityBytes, bool Boot)
{
    /// <summary>SHA-512 of the file in lower-case hexadecimal, where known; for clouds that tell theirs.</summary>
    public string? Sha512 { get; init; }

    /// <summary>Properties that the target stores with the disk where it can (guest, firmware, controllers), in Glance's words.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }
}

/// <summary>Some bytes of one file.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="FileSizeBytes">The whole file's length.</param>
public sealed record DeliveryPiece(string File, long Offset, long Length, long FileSizeBytes);

/// <summary>How far a delivery is.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="ResourceId">The cloud's id or href of what was created; not a secret.</param>
/// <param name="AcceptedBytes">Bytes accepted so far by file name; a file that is missing is not yet expected by the cloud.</param>
/// <param name="State">The cloud's own word, for people.</param>
public sealed record Delivery(DeliveryPhase Phase, string ResourceId, IReadOnlyDictionary<string, long> AcceptedBytes, string State)
{
    /// <summary>The code of a failure that says: the target has closed the transfer, but takes another one. It is begun anew from what is staged.</summary>
    public const string TransferExpired = "cloud.transfer_expired";
}

/// <summary>Where a delivery stands.</summary>
public enum DeliveryPhase
{
    /// <summary>The cloud digests the descriptor; poll again.</summary>
    Preparing,

    /// <summary>The cloud waits for files' bytes.</summary>
    Uploading,

    /// <summary>All bytes are there; the cloud works on them.</summary>
    Finishing,

    /// <summary>Ready to deploy.</summary>
    Ready,
}

/// <summary>Asks for a machine made of a delivery.</summary>
/// <param name="Place">Where.</param>
/// <param name="Name">The machine's name.</param>
/// <param name="Key">The deterministic mark of this migration.</param>
/// <param name="DeliveryId">The delivery's resource id.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="PowerOn">Whether it is started.</param>
/// <param name="ResourceId">What <see cref="Deployment.ResourceId"/> said; null before.</param>
public sealed record DeploymentRequest(ResolvedPlace Place, string Name, string Key, string DeliveryId, int Cpus, int MemoryMiB, bool PowerOn, string? ResourceId = null);

/// <summary>How far a deployment is.</summary>
/// <param name="Done">Whether the machine is there (and on, where that was asked).</param>
/// <param name="ResourceId">The cloud's id or href of the machine.</param>
/// <param name="State">The cloud's own word, for people.</param>
public sealed record Deployment(bool Done, string ResourceId, string State);
