namespace MigrationOrchestrator.Migrations.Deliveries;

/// <summary>What a target cloud takes.</summary>
/// <param name="DiskFormat">The form that disks are delivered in.</param>
/// <param name="NeedsDescriptor">Whether an OVF descriptor comes first.</param>
/// <param name="PieceBytes">The piece that is uploaded in one request, in bytes; <see cref="long.MaxValue"/> where a file is one stream that cannot be resumed.</param>
/// <param name="ParallelFiles">How many files may be uploaded at a time.</param>
public sealed record TargetNeeds(DiskForm DiskFormat, bool NeedsDescriptor, long PieceBytes, int ParallelFiles)
{
    /// <summary>The cloud's word for what a delivery creates; the kind of its ledger entry.</summary>
    public string DeliveryKind { get; init; } = "image";

    /// <summary>The cloud's word for what a deployment creates; the kind of its ledger entry.</summary>
    public string DeploymentKind { get; init; } = "server";
}

/// <summary>The form of a delivered disk.</summary>
public enum DiskForm
{
    /// <summary>VMDK, subformat streamOptimized.</summary>
    VmdkStreamOptimized,

    /// <summary>The image as the source gave it, where the target takes that format, else qcow2.</summary>
    AsIs,
}
