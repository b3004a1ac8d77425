using System.Security.Cryptography;
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
/// <param name="board">Where progress is shown.</param>
public sealed class VerifyDownload(IStagingStore staging, ProgressBoard board) : StepActivity<VerifyInput, CheckedImage>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<VerifyInput, StepResult<CheckedImage>> Name { get; } = new(nameof(VerifyDownload));

    /// <inheritdoc/>
    protected override async Task<(CheckedImage Value, long Bytes)> DoAsync(ActivityContext context, VerifyInput input, CancellationToken cancellation)
    {
        ImageInfo info = await InspectAsync(input, cancellation);
        string? hash = await VerifyAsync(input, cancellation);
        return (new CheckedImage(info.Format.ToQemuName(), info.VirtualSizeBytes, info.FileSizeBytes, info.IsNativelyReadable, hash), hash is null ? 0 : input.Probe.SizeBytes);
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

    private async Task<string?> VerifyAsync(VerifyInput input, CancellationToken cancellation)
    {
        DiskProbe probe = input.Probe;
        if (probe.HashValue is null || Algorithm(probe.HashAlgorithm) is not { } algorithm)
        {
            return null;
        }

        ProgressBoard.Meter meter = board.Open(input.Migration, input.DiskId, Stage.VerifyDownload, 0, probe.SizeBytes);
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        await staging.ReadThroughAsync(
            input.Staged,
            bytes =>
            {
                hash.AppendData(bytes.Span);
                meter.Add(bytes.Length);
            },
            cancellation);
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == probe.HashValue ? $"{probe.HashAlgorithm}:{found}" : throw new FailureException(new Failure("source.hash_mismatch", $"The image of {input.DiskId} has the {probe.HashAlgorithm} {found}, but the source says {probe.HashValue}.")
        {
            Remedy = "The source serves other bytes than it took in: have its image store checked; then retry the migration.",
        });
    }

    private static HashAlgorithmName? Algorithm(string? name) => name switch
    {
        "sha512" => HashAlgorithmName.SHA512,
        "sha384" => HashAlgorithmName.SHA384,
        "sha256" => HashAlgorithmName.SHA256,
        "sha1" => HashAlgorithmName.SHA1,
        "md5" => HashAlgorithmName.MD5,
        _ => null,
    };
}
