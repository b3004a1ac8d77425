using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// Reads the file that will be uploaded back from staging, once: its own hashes go into the receipt, and where it was converted its guest-visible
/// content must have the source's digest. A file that goes on as it came is only hashed: the digest was computed from these very bytes, by the
/// shut-in converter, and the host does not open foreign images.
/// </summary>
/// <param name="staging">Where it is.</param>
/// <param name="board">Where progress is shown.</param>
/// <param name="running">Where it can be broken off.</param>
public sealed class SealDisk(IStagingStore staging, ProgressBoard board, RunningSteps running) : LongStep<SealInput, SealedDisk>(running)
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<SealInput, StepResult<SealedDisk>> Name { get; } = new(nameof(SealDisk));

    /// <inheritdoc/>
    protected override async Task<(SealedDisk Value, long Bytes)> MoveAsync(SealInput input, CancellationToken cancellation)
    {
        ConvertedDisk converted = input.Converted;
        ProgressBoard.Meter meter = board.Open(input.Migration, input.DiskId, Stage.VerifyConversion, 0, converted.CapacityBytes);
        await using HashingSource source = await HashingSource.OpenAsync(staging, converted.Staged, cancellation);
        string digest = converted.AsItWas ? converted.GuestDigest : await DigestAsync(source, converted, meter, cancellation);
        (string sha256, string sha512) = await source.FinishAsync(cancellation);
        return digest == converted.GuestDigest
            ? (new SealedDisk(source.Length, digest, sha256, sha512), source.Length)
            : throw new FailureException(new Failure("conversion.content_mismatch", $"The converted {input.DiskId} holds other content ({digest}) than the source ({converted.GuestDigest}).")
            {
                Remedy = "Nothing was uploaded. Please report this with both digests: it is a defect of the converter.",
            });
    }

    private static async Task<string> DigestAsync(HashingSource source, ConvertedDisk converted, ProgressBoard.Meter meter, CancellationToken cancellation)
    {
        try
        {
            await using IDiskReader disk = await DiskImage.OpenAsync(source, ImageFormatNames.Parse(converted.Format), cancellation);
            return (await GuestDigest.ComputeAsync(disk, Environment.ProcessorCount, new Shown(meter), cancellation)).ToString();
        }
        catch (ImageException broken)
        {
            throw new FailureException(new Failure("conversion.content_mismatch", $"What the converter wrote cannot be read: {broken.Message}")
            {
                Remedy = "Nothing was uploaded. Please report this: it is a defect of the converter, or the image has taken it over.",
            }, broken);
        }
    }

    private sealed class Shown(ProgressBoard.Meter meter) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => meter.Set(value.GuestBytesDone);
    }
}
