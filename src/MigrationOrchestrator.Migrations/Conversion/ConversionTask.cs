using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>A conversion from staging to staging: what is read, and what becomes of it.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="DiskId">Which disk.</param>
/// <param name="Source">The staged image.</param>
/// <param name="Delivered">The object that the output becomes.</param>
/// <param name="Order">What the converter is told; without a checkpoint.</param>
/// <param name="GuestBytes">Capacity of the source in bytes.</param>
/// <param name="Limits">What a job may use.</param>
internal sealed record ConversionTask(InstanceId Migration, string DiskId, StagedName Source, StagedName Delivered, ConversionOrder Order, long GuestBytes, ConversionLimits Limits)
{
    /// <summary>How the source is cut while it is still being downloaded; null once it is committed.</summary>
    public ChunkPlan? Arriving { get; init; }

    /// <summary>The step's name in job keys.</summary>
    public const string Step = "convert";

    private const int SmallestPiece = 4 << 20;
    private const int LargestPiece = 16 << 20;

    // Every piece costs a look at the records of those before it.
    private const int WantedPieces = 4_000;

    /// <summary>The key of its job.</summary>
    public string Key => ConversionJobs.Key(Migration, DiskId, Step);

    /// <summary>Where its checkpoint is kept.</summary>
    public StagedName Checkpoint => StagedName.Of(Migration.Value, DiskId, "conversion.checkpoint");

    /// <summary>Where the session that may write is named.</summary>
    public StagedName Owner => StagedName.Of(Migration.Value, DiskId, "conversion.owner");

    /// <summary>The most bytes that the output may have: deflate and tables add little to content that does not shrink.</summary>
    public long MaxOutputBytes => GuestBytes + (GuestBytes / 50) + (64L << 20);

    /// <summary>Bytes that close a piece for a disk of this size.</summary>
    public static int PieceBytes(long guestBytes) => (int)Math.Clamp(guestBytes / WantedPieces, SmallestPiece, LargestPiece);
}

/// <summary>A checkpoint as it is kept in staging.</summary>
/// <param name="Order">The order that it belongs to, without a checkpoint of its own.</param>
/// <param name="Source">The object that was read.</param>
/// <param name="Checkpoint">From where another job goes on.</param>
/// <param name="HeadBytes">Bytes of the head, which is staged last; 0 for outputs without one.</param>
internal sealed record KeptCheckpoint(ConversionOrder Order, StagedName Source, ConversionCheckpoint Checkpoint, long HeadBytes)
{
    /// <summary>Whether a task goes on where this one stopped; rates and levels may change on the way, the source and the target may not.</summary>
    public bool Fits(ConversionTask task)
        => Source == task.Source && (Order.SourceBytes, Order.SourceFormat, Order.SourceIdentity, Order.Target) == (task.Order.SourceBytes, task.Order.SourceFormat, task.Order.SourceIdentity, task.Order.Target);
}
