using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>The input of <see cref="DownloadChunk"/>.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Source">The machine as the operator named it.</param>
/// <param name="Disk">The disk that is read.</param>
/// <param name="Staged">Where it goes.</param>
/// <param name="Chunks">How the disk is cut.</param>
/// <param name="Index">Which chunk.</param>
/// <param name="DoneBytes">Bytes of the disk that were staged when this chunk was scheduled, for progress.</param>
public sealed record ChunkInput(InstanceId Migration, MachineRef Source, SnapshotDisk Disk, StagedName Staged, ChunkPlan Chunks, int Index, long DoneBytes);

/// <summary>The input of <see cref="DownloadStream"/>.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Source">The machine as the operator named it.</param>
/// <param name="Disk">The disk that is read.</param>
/// <param name="Staged">Where it goes.</param>
/// <param name="Chunks">How the disk is cut.</param>
public sealed record StreamInput(InstanceId Migration, MachineRef Source, SnapshotDisk Disk, StagedName Staged, ChunkPlan Chunks);

/// <summary>The input of <see cref="CommitDisk"/>.</summary>
/// <param name="Staged">The object.</param>
/// <param name="Chunks">Its blocks.</param>
public sealed record CommitInput(StagedName Staged, ChunkPlan Chunks);

/// <summary>The input of <see cref="InspectArriving"/>.</summary>
/// <param name="Staged">The object that arrives.</param>
/// <param name="Chunks">How it is cut.</param>
/// <param name="Probe">What the source said of it.</param>
/// <param name="Asked">Chunks that are on their way to it already.</param>
public sealed record ArrivingInput(StagedName Staged, ChunkPlan Chunks, DiskProbe Probe, IReadOnlyList<int> Asked);

/// <summary>What is known of an image that arrives.</summary>
/// <param name="Image">What its header says; null where that is not there yet, or where its conversion has to wait for the whole.</param>
/// <param name="WantedChunks">Chunks that its header needs; none where there is nothing to wait for.</param>
public sealed record ArrivingImage(CheckedImage? Image, IReadOnlyList<int> WantedChunks)
{
    /// <summary>The conversion has to wait for the whole image.</summary>
    public static ArrivingImage Never { get; } = new(null, []);
}

/// <summary>The input of <see cref="VerifyDownload"/>.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="DiskId">Which disk.</param>
/// <param name="Staged">The staged image.</param>
/// <param name="Probe">What the source said of it.</param>
public sealed record VerifyInput(InstanceId Migration, string DiskId, StagedName Staged, DiskProbe Probe);

/// <summary>A staged image that is what the source says and safe to convert.</summary>
/// <param name="Format">Its format in qemu-img's words.</param>
/// <param name="VirtualSizeBytes">Guest-visible size in bytes.</param>
/// <param name="FileBytes">Length of the image file in bytes.</param>
/// <param name="Native">Whether our own converter reads it; qemu-img brings it into a form that it does otherwise.</param>
/// <param name="VerifiedHash">The source's hash that the staged bytes have, <c>algorithm:hex</c>; null where it has none.</param>
public sealed record CheckedImage(string Format, long VirtualSizeBytes, long FileBytes, bool Native, string? VerifiedHash);

/// <summary>The input of <see cref="ConvertDisk"/>.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="DiskId">Which disk.</param>
/// <param name="Staged">The staged image.</param>
/// <param name="Image">What is known of it.</param>
/// <param name="Form">The form that the target takes.</param>
/// <param name="Compression">How hard it is compressed.</param>
public sealed record ConvertInput(InstanceId Migration, string DiskId, StagedName Staged, CheckedImage Image, DiskForm Form, CompressionLevel Compression)
{
    /// <summary>What tells the source image from every other one, so that a conversion never goes on from another's checkpoint.</summary>
    public string Identity { get; init; } = "";

    /// <summary>How the image is cut while it is still being downloaded and not yet checked: it is converted as it arrives, and nothing of it is committed. Null once it is whole.</summary>
    public ChunkPlan? Arriving { get; init; }

    /// <summary>How many of the first chunks that are not there yet the download serves by itself; waiting for another one ends the step early.</summary>
    public int ChunksInOrder { get; init; }

    /// <summary>The cloud that the disk is uploaded to, whose rate decides the level <c>auto</c>; null where that is not known.</summary>
    public CloudName? TargetCloud { get; init; }
}

/// <summary>How far a conversion is.</summary>
/// <param name="DoneBytes">Bytes of the guest's disk that were converted, as far as is known.</param>
/// <param name="Converted">The result, once done.</param>
public sealed record ConvertState(long DoneBytes, ConvertedDisk? Converted)
{
    /// <summary>Chunks that the conversion waits for and that would not come next by themselves.</summary>
    public IReadOnlyList<int> WantedChunks { get; init; } = [];

    /// <summary>Whether all is converted and only the source's check is awaited.</summary>
    public bool AwaitsCheck { get; init; }
}

/// <summary>A disk in the target's form.</summary>
/// <param name="Staged">Where it is.</param>
/// <param name="Format">Its format in Glance's words, which is also its file's extension.</param>
/// <param name="CapacityBytes">Guest-visible size in bytes.</param>
/// <param name="GuestDigest">Digest of the guest-visible content of the image that was read.</param>
/// <param name="Compressor">What compressed it, or null where nothing did.</param>
/// <param name="Runner">Where it was converted.</param>
public sealed record ConvertedDisk(StagedName Staged, string Format, long CapacityBytes, string GuestDigest, string? Compressor, RunnerDescription? Runner)
{
    /// <summary>Whether the digest was computed from the very bytes that are delivered, because our converter had nothing to change in them.</summary>
    public bool AsItWas { get; init; }
}

/// <summary>The input of <see cref="SealDisk"/>.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="DiskId">Which disk.</param>
/// <param name="Converted">The disk.</param>
public sealed record SealInput(InstanceId Migration, string DiskId, ConvertedDisk Converted);

/// <summary>A disk that was read back and is ready to be uploaded.</summary>
/// <param name="SizeBytes">Length of the file in bytes.</param>
/// <param name="GuestDigest">Digest of its guest-visible content; equal to the source's.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Sha512">SHA-512 of the file.</param>
public sealed record SealedDisk(long SizeBytes, string GuestDigest, string Sha256, string Sha512);
