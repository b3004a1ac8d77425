using System.Text;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;

namespace MigrationOrchestrator.Migrations.Receipts;

/// <summary>
/// What a finished migration proves: the chain from the bytes that were read to the bytes that the target accepted. It is the output of
/// <c>MigrateMachine</c>.
/// </summary>
/// <param name="Id">The migration.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Machine">The machine that was moved.</param>
/// <param name="Name">The name that it has in the target.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Disks">The proof for each disk.</param>
/// <param name="Ledger">Everything that was created in either cloud, and what became of it.</param>
public sealed record Receipt(
    InstanceId Id,
    MigrationOutcome Outcome,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    Machine? Machine,
    string? Name,
    ResolvedPlace? Place,
    IReadOnlyList<DiskReceipt> Disks,
    IReadOnlyList<LedgerEntry> Ledger)
{
    /// <summary>The plan, with its findings; null where the migration ended before it was made.</summary>
    public MigrationPlan? Plan { get; init; }

    /// <summary>The target's id of what was delivered.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The target's id of the deployed machine, where one was asked for.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>SHA-256 of the descriptor in lower-case hexadecimal, where there is one.</summary>
    public string? DescriptorSha256 { get; init; }

    /// <summary>Where disks were converted and how that was shut in; null where none was.</summary>
    public RunnerDescription? Runner { get; init; }

    /// <summary>Why it failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>What the migration made and could not remove, to be removed with <c>migrator sweep</c>.</summary>
    public IReadOnlyList<LedgerEntry> Leftovers => [.. Ledger.Where(entry => entry.IsLeft)];

    /// <summary>Why staged bytes could not be removed; null where they were.</summary>
    public Failure? StagedProblem { get; init; }

    /// <summary>Whether the plan or the disks were left out because a history's output holds no more; whoever asks for one receipt gets it whole.</summary>
    public bool IsAbridged { get; init; }

    /// <summary>The same with as much of it as an output may hold. What is left out stands in the histories of the migration and its disks.</summary>
    internal Receipt Bounded()
    {
        Receipt[] candidates =
        [
            this,
            this with { Plan = null, IsAbridged = true },
            this with { Plan = null, Disks = [], IsAbridged = true },
            this with { Plan = null, Disks = [], Ledger = [.. Ledger.Select(entry => entry with { Place = null, Problem = null })], IsAbridged = true },
        ];
        return candidates.FirstOrDefault(Fits) ?? candidates[^1];
    }

    private static bool Fits(Receipt receipt) => Encoding.UTF8.GetByteCount(DurableJson.Serialize(receipt)) <= DurableJson.MaxPayloadBytes;
}

/// <summary>How a migration ended.</summary>
public enum MigrationOutcome
{
    /// <summary>The machine arrived.</summary>
    Delivered,

    /// <summary>Only a plan was asked for.</summary>
    Planned,

    /// <summary>The plan found something that stands in the way; nothing was changed.</summary>
    StoppedByPlan,

    /// <summary>Nobody approved in time, or somebody refused.</summary>
    Refused,

    /// <summary>Somebody cancelled; what was created was removed.</summary>
    Cancelled,

    /// <summary>It failed; what was created was removed, or is listed in the ledger.</summary>
    Failed,
}

/// <summary>The chain of proof of one disk.</summary>
/// <param name="DiskId">Which disk.</param>
/// <param name="SourceFormat">The format in which it was read.</param>
/// <param name="SourceBytes">Bytes read from the source.</param>
/// <param name="SourceHash">The source's own hash of those bytes, <c>algorithm:hex</c>, verified against what was staged; null where it has none.</param>
/// <param name="Chunks">How many chunks were staged, each with its own SHA-256 in the history.</param>
/// <param name="GuestDigestSource">Digest of the guest-visible content, computed from the source image; for formats that only qemu-img reads, from the qcow2 that it made.</param>
/// <param name="GuestDigestDelivered">Digest of the guest-visible content of the file that was uploaded. Equal to the source's, or the migration fails.</param>
/// <param name="CapacityBytes">Guest-visible size of what was delivered, in bytes.</param>
/// <param name="DeliveredFormat">The format that was uploaded.</param>
/// <param name="DeliveredBytes">Bytes uploaded and accepted by the target.</param>
/// <param name="DeliveredSha256">SHA-256 of the uploaded file.</param>
/// <param name="Compressor">What compressed it (library and level), or null where nothing did.</param>
public sealed record DiskReceipt(
    string DiskId,
    string SourceFormat,
    long SourceBytes,
    string? SourceHash,
    int Chunks,
    string GuestDigestSource,
    string GuestDigestDelivered,
    long CapacityBytes,
    string DeliveredFormat,
    long DeliveredBytes,
    string DeliveredSha256,
    string? Compressor)
{
    /// <summary>
    /// Whether the file was uploaded as our converter read it: the two digests are then one, computed once from those bytes. Otherwise the second
    /// was computed from the converted file, read back.
    /// </summary>
    public bool AsItWas { get; init; }
}
