using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// Looks at a staged image before any tool opens it: refuses what is unsafe, and checks that its bytes have the hash that the source tells.
/// </summary>
/// <param name="staging">Where it is.</param>
/// <param name="hashes">What of its hash was taken while it arrived.</param>
/// <param name="board">Where progress is shown.</param>
/// <param name="running">Where it can be broken off.</param>
public sealed class VerifyDownload(IStagingStore staging, ImageHashes hashes, ProgressBoard board, RunningSteps running) : LongStep<VerifyInput, CheckedImage>(running)
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<VerifyInput, StepResult<CheckedImage>> Name { get; } = new(nameof(VerifyDownload));

    /// <inheritdoc/>
    protected override async Task<(CheckedImage Value, long Bytes)> MoveAsync(VerifyInput input, CancellationToken cancellation)
    {
        ImageInfo info = await InspectAsync(input, cancellation);
        (string? hash, long read) = await VerifyAsync(input, cancellation);
        return (new CheckedImage(info.Format.ToQemuName(), info.VirtualSizeBytes, info.FileSizeBytes, info.IsNativelyReadable, hash), read);
    }

    private async Task<ImageInfo> InspectAsync(VerifyInput input, CancellationToken cancellation)
    {
        try
        {
            await using IRangedSource source = await staging.OpenImageAsync(input.Staged, cancellation);
            return await ImageInspector.InspectAsync(source, ImageFormatNames.Parse(input.Probe.Format), cancellation);
        }
        catch (ImageException refused)
        {
            throw new FailureException(new Failure(refused.Code, $"The image of {input.DiskId} was refused: {refused.Message}") { Remedy = refused.Remedy }, refused);
        }
    }

    /// <summary>Checks the hash, most of which was taken while the image arrived.</summary>
    /// <returns>The hash that both have, or null where the source tells none; and how many bytes were read for it now.</returns>
    private async Task<(string? Hash, long BytesRead)> VerifyAsync(VerifyInput input, CancellationToken cancellation)
    {
        DiskProbe probe = input.Probe;
        if (probe.FindHash() is not { } algorithm)
        {
            return (null, 0);
        }

        ProgressBoard.Meter meter = board.Open(input.Migration, input.DiskId, Stage.VerifyDownload, hashes.HashedBytes(input.Staged), probe.SizeBytes);
        (string found, long read) = await hashes.FinishAsync(input.Staged, algorithm, probe.SizeBytes, probe.HashValue!, meter.Set, cancellation);
        return found == probe.HashValue ? ($"{probe.HashAlgorithm}:{found}", read) : throw new FailureException(new Failure("source.hash_mismatch", $"The image of {input.DiskId} has the {probe.HashAlgorithm} {found}, but the source says {probe.HashValue}.")
        {
            Remedy = "The source serves other bytes than it took in: have its image store checked; then retry the migration.",
        });
    }
}
