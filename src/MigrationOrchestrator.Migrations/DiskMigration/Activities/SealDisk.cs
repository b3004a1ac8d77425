using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// Reads the file that will be uploaded back from staging: its guest-visible content must have the source's digest, and its own hashes go into
/// the receipt.
/// </summary>
/// <param name="staging">Where it is.</param>
/// <param name="board">Where progress is shown.</param>
public sealed class SealDisk(IStagingStore staging, ProgressBoard board) : StepActivity<SealInput, SealedDisk>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<SealInput, StepResult<SealedDisk>> Name { get; } = new(nameof(SealDisk));

    /// <inheritdoc/>
    protected override async Task<(SealedDisk Value, long Bytes)> DoAsync(ActivityContext context, SealInput input, CancellationToken cancellation)
    {
        ConvertedDisk converted = input.Converted;
        ProgressBoard.Meter meter = board.Open(input.Migration, input.DiskId, Stage.VerifyConversion, 0, converted.CapacityBytes);
        (string sha256, string sha512, long size) = await HashAsync(converted.Staged, cancellation);
        string digest = await DigestAsync(converted, meter, cancellation);
        return digest == converted.GuestDigest
            ? (new SealedDisk(size, digest, sha256, sha512), size)
            : throw new FailureException(new Failure("conversion.content_mismatch", $"The converted {input.DiskId} holds other content ({digest}) than the source ({converted.GuestDigest}).")
            {
                Remedy = "Nothing was uploaded. Please report this with both digests: it is a defect of the converter.",
            });
    }

    private async Task<string> DigestAsync(ConvertedDisk converted, ProgressBoard.Meter meter, CancellationToken cancellation)
    {
        if (!ImageFormatNames.TryParse(converted.Format, out ImageFormat format) || !format.IsNativelyReadable())
        {
            return converted.GuestDigest;
        }

        await using IRangedSource source = await staging.OpenImageAsync(converted.Staged, cancellation);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, format, cancellation);
        return (await GuestDigest.ComputeAsync(disk, Environment.ProcessorCount, new Shown(meter), cancellation)).ToString();
    }

    private async Task<(string Sha256, string Sha512, long Size)> HashAsync(StagedName name, CancellationToken cancellation)
    {
        using IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        long size = await staging.ReadThroughAsync(
            name,
            bytes =>
            {
                sha256.AppendData(bytes.Span);
                sha512.AppendData(bytes.Span);
            },
            cancellation);
        return (Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(sha512.GetHashAndReset()), size);
    }

    private sealed class Shown(ProgressBoard.Meter meter) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => meter.Set(value.GuestBytesDone);
    }
}
