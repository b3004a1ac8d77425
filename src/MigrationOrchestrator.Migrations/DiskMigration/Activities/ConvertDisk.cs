using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// Brings a staged image into the target's form, from staging to staging, in a shut-in job that is started, polled and collected: streamOptimized
/// VMDK, or only its guest digest where the target takes it as it is. Formats that our converter does not read are first made qcow2 by qemu-img,
/// which needs them as a file.
/// </summary>
/// <param name="staging">Where the image is and the result goes.</param>
/// <param name="conversions">The conversions of our own converter.</param>
/// <param name="jobs">The jobs of qemu-img.</param>
/// <param name="rates">The rates of uploads so far.</param>
/// <param name="board">Where progress is shown.</param>
/// <param name="options">The host's limits.</param>
/// <param name="time">The clock.</param>
/// <param name="running">Where it can be broken off.</param>
public sealed class ConvertDisk(IStagingStore staging, StagedConversions conversions, ConversionJobs jobs, UploadRates rates, ProgressBoard board, MigrationHostOptions options, TimeProvider time, RunningSteps running)
    : LongStep<ConvertInput, ConvertState>(running)
{
    private const string Prepare = "prepare";

    /// <summary>A fed converter writes no file but what its runtime keeps for itself.</summary>
    private const long FedOutputBytes = 64L << 20;

    /// <summary>The slowest download that a conversion waits for, in bytes a second.</summary>
    private const double SlowestArrival = 500_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    /// <summary>Its name in histories.</summary>
    public static ActivityName<ConvertInput, StepResult<ConvertState>> Name { get; } = new(nameof(ConvertDisk));

    /// <inheritdoc/>
    protected override async Task<(ConvertState Value, long Bytes)> MoveAsync(ConvertInput input, CancellationToken cancellation)
    {
        StagedName result = Object(input, "conversion.json");
        if (await staging.FindLengthAsync(result, cancellation) is not null)
        {
            ReadOnlyMemory<byte> kept = await staging.ReadWholeAsync(result, cancellation);
            return (new ConvertState(input.Image.VirtualSizeBytes, JsonSerializer.Deserialize<ConvertedDisk>(kept.Span, DurableJson.Options)), 0);
        }

        (StagedName source, string format) = (input.Staged, input.Image.Format);
        if (!input.Image.Native)
        {
            (source, format) = (Object(input, "prepared"), "qcow2");
            if (await staging.FindLengthAsync(source, cancellation) is null && !await PrepareAsync(input, source, cancellation))
            {
                return (new ConvertState(0, null), 0);
            }
        }

        return await ConvertAsync(input, source, format, result, cancellation);
    }

    /// <summary>Lets qemu-img make a qcow2 of a format that our converter does not read.</summary>
    private async Task<bool> PrepareAsync(ConvertInput input, StagedName prepared, CancellationToken cancellation)
    {
        string image = await staging.MaterializeAsync(input.Staged, jobs.Folder(input.Migration, input.DiskId, "input"), cancellation);
        ConversionJob job = new(
            ConversionJobs.Key(input.Migration, input.DiskId, Prepare),
            ConversionTool.QemuImg,
            ["convert", "-f", input.Image.Format, "-O", "qcow2", ConversionJob.InputPlaceholder, ConversionJob.OutputPlaceholder],
            image,
            jobs.Folder(input.Migration, input.DiskId, Prepare),
            "prepared.qcow2",
            Limits(input, Bytes(input) + (Bytes(input) / 50) + (64L << 20)));
        ConversionJobState state = await jobs.RunAsync(job, _ => { }, cancellation);
        if (state.Phase != ConversionPhase.Succeeded)
        {
            return false;
        }

        await staging.AdoptAsync(prepared, Path.Combine(job.OutputFolder, job.OutputFile), cancellation);
        await jobs.RemoveAsync(input.Migration, input.DiskId, Prepare, cancellation);
        return true;
    }

    private async Task<(ConvertState Value, long Bytes)> ConvertAsync(ConvertInput input, StagedName source, string format, StagedName result, CancellationToken cancellation)
    {
        bool toVmdk = input.Form == DiskForm.VmdkStreamOptimized;
        ConversionTask task = await TaskAsync(input, source, format, toVmdk ? TargetImage.VmdkStreamOptimized : null, cancellation);
        FedJob job = await conversions.FindOrStartAsync(task, cancellation);
        if (input.Arriving is not null)
        {
            return (await FollowAsync(job, input.ChunksInOrder, cancellation), 0);
        }

        job.Conversion.Show(board.Open(input.Migration, input.DiskId, Stage.Convert, 0, input.Image.VirtualSizeBytes));
        if (await conversions.PollAsync(job, Longest, cancellation) is not { } report)
        {
            return (new ConvertState(job.Conversion.GuestBytesDone, null), 0);
        }

        long bytes = await StagedConversions.CommitAsync(job, report, cancellation);
        ConvertedDisk converted = new(
            toVmdk ? task.Delivered : source,
            toVmdk ? "vmdk" : GlanceWord(format),
            report.CapacityBytes,
            report.GuestDigest,
            report.Compressors.Count == 0 ? null : string.Join(", ", report.Compressors),
            await jobs.DescribeAsync(cancellation))
        {
            AsItWas = !toVmdk,
        };
        await staging.PutAsync(result, JsonSerializer.SerializeToUtf8Bytes(converted, DurableJson.Options), cancellation);
        await conversions.ForgetAsync(job, cancellation);
        return (new ConvertState(input.Image.VirtualSizeBytes, converted), bytes);
    }

    /// <summary>Looks on while an image that still arrives is converted, until it is there or the conversion waits for a chunk that does not come by itself.</summary>
    private async Task<ConvertState> FollowAsync(FedJob job, int chunksInOrder, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        IReadOnlyList<int> wanted = [];
        while (wanted.Count == 0 && time.GetElapsedTime(started) < Longest && !await job.Conversion.IsSourceWholeAsync(cancellation))
        {
            if (await conversions.PollAsync(job, Glance, cancellation) is not null)
            {
                return new ConvertState(job.Conversion.GuestBytesDone, null) { AwaitsCheck = true };
            }

            wanted = job.Conversion.Wanted(chunksInOrder);
        }

        return new ConvertState(job.Conversion.GuestBytesDone, null) { WantedChunks = wanted };
    }

    private async Task<ConversionTask> TaskAsync(ConvertInput input, StagedName source, string format, TargetImage? target, CancellationToken cancellation)
    {
        long length = input.Arriving?.SizeBytes ?? await staging.FindLengthAsync(source, cancellation)
            ?? throw new FailureException(new Failure("staging.missing_object", $"The staged object '{source}' is not there.") { Remedy = "Something removed staged data while the migration ran; retry the migration." });
        ConversionOrder order = new(length, ImageFormatNames.Parse(format), input.Identity, target)
        {
            Level = Enum.Parse<ConversionLevel>(input.Compression.ToString()),
            UploadBytesPerSecond = input.TargetCloud is { } cloud ? rates.Find(cloud) : null,
            MinPieceBytes = ConversionTask.PieceBytes(input.Image.VirtualSizeBytes),
        };
        return new ConversionTask(input.Migration, input.DiskId, source, Object(input, "delivered"), order, input.Image.VirtualSizeBytes, Limits(input, FedOutputBytes)) { Arriving = input.Arriving };
    }

    private ConversionLimits Limits(ConvertInput input, long outputBytes)
        => new(TimeSpan.FromHours(1) + TimeSpan.FromSeconds((Bytes(input) / 5_000_000.0) + ((input.Arriving?.SizeBytes ?? 0) / SlowestArrival)), options.ConversionMemoryBytes, outputBytes, options.ConversionCpus);

    private static long Bytes(ConvertInput input) => Math.Max(input.Image.VirtualSizeBytes, input.Image.FileBytes);

    private static StagedName Object(ConvertInput input, string name) => StagedName.Of(input.Migration.Value, input.DiskId, name);

    private static string GlanceWord(string qemuFormat) => qemuFormat == "vpc" ? "vhd" : qemuFormat;
}
