using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;

namespace MigrationOrchestrator.Migrations;

/// <summary>Asks for one machine to be moved: the input of <c>MigrateMachine</c> and the body of <c>POST /api/migrations</c>.</summary>
/// <param name="Source">Which machine.</param>
/// <param name="Target">Where to.</param>
public sealed record MigrationRequest(MachineRef Source, TargetPlace Target)
{
    /// <summary>How.</summary>
    public MigrationOptions Options { get; init; } = new();
}

/// <summary>How a machine is moved. Every value has a default that fits most machines.</summary>
public sealed record MigrationOptions
{
    /// <summary>Only plan: find out, change nothing, stop.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>Wait for the event <c>approve</c> after planning.</summary>
    public bool RequireApproval { get; init; }

    /// <summary>Make a machine of what was delivered, powered off.</summary>
    public bool Deploy { get; init; }

    /// <summary>Power the deployed machine on; implies <see cref="Deploy"/>.</summary>
    public bool PowerOn { get; init; }

    /// <summary>How hard converted disks are compressed.</summary>
    public CompressionLevel Compression { get; init; } = CompressionLevel.Balanced;

    /// <summary>Disks that move at a time; 1 to 16.</summary>
    public int ParallelDisks { get; init; } = 2;

    /// <summary>Chunks of one disk that are downloaded at a time in ranged mode; 1 to 16.</summary>
    public int ParallelChunks { get; init; } = 4;

    /// <summary>Bytes of a chunk; 1 MiB to 1 GiB, a multiple of 1 MiB. Larger ones are taken for big disks, so that a history stays small. Null for 64 MiB.</summary>
    public long? ChunkBytes { get; init; }

    /// <summary>The disk controller to describe instead of the one chosen for the guest (pvscsi, sata, ide, lsisas, lsilogic); null to choose.</summary>
    public string? DiskController { get; init; }

    /// <summary>The network card to describe instead of the one chosen for the guest (vmxnet3, e1000e, e1000); null to choose.</summary>
    public string? NetworkCard { get; init; }

    /// <summary>
    /// How long a step that fails for a passing reason (a cloud that does not answer) is tried again, in hours; 0.1 to 168. Waits double from two
    /// seconds up to five minutes, or a hundredth of the patience where that is longer. All that was staged is kept meanwhile.
    /// </summary>
    public double PatienceHours { get; init; } = 6;

    /// <summary>How often such a step is tried at the most, whatever patience is left; 1 to 1000. Null leaves it to <see cref="PatienceHours"/>.</summary>
    public int? Attempts { get; init; }

    /// <summary>Hours to wait for an approval; 1 to 720.</summary>
    public int ApprovalHours { get; init; } = 72;
}

/// <summary>How hard converted disks are compressed.</summary>
public enum CompressionLevel
{
    /// <summary>The size that qemu-img reaches, in a fraction of its time: the smallest upload.</summary>
    Small,

    /// <summary>About 8 % larger than <see cref="Small"/>, in half of its time.</summary>
    Balanced,

    /// <summary>Least processor time.</summary>
    Fast,

    /// <summary>Chosen while running from measured conversion and upload rates.</summary>
    Auto,
}
