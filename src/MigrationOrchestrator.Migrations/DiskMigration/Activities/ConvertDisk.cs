using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// Brings a staged image into the target's form, in a shut-in job that is started, polled and collected: streamOptimized VMDK, or only its
/// guest digest where the target takes it as it is. Formats that our converter does not read are first made qcow2 by qemu-img.
/// </summary>
/// <param name="staging">Where the image is and the result goes.</param>
/// <param name="jobs">The jobs.</param>
/// <param name="board">Where progress is shown.</param>
/// <param name="options">The host's limits.</param>
public sealed class ConvertDisk(IStagingStore staging, ConversionJobs jobs, ProgressBoard board, MigrationHostOptions options) : StepActivity<ConvertInput, ConvertState>
{
    private const string Convert = "convert";
    private const string Prepare = "prepare";

    /// <summary>Its name in histories.</summary>
    public static ActivityName<ConvertInput, StepResult<ConvertState>> Name { get; } = new(nameof(ConvertDisk));

    /// <inheritdoc/>
    protected override async Task<(ConvertState Value, long Bytes)> DoAsync(ActivityContext context, ConvertInput input, CancellationToken cancellation)
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
        ConversionJob job = Job(input, Prepare, ConversionTool.QemuImg, await MaterializeAsync(input, input.Staged, cancellation), "prepared.qcow2",
            ["convert", "-f", input.Image.Format, "-O", "qcow2", ConversionJob.InputPlaceholder, ConversionJob.OutputPlaceholder]);
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
        StagedName delivered = toVmdk ? Object(input, "delivered") : input.Staged;
        string[] arguments = toVmdk
            ? ["convert", "--json", "--from", format, "--to", "vmdk", "--level", Word(input.Compression), ConversionJob.InputPlaceholder, ConversionJob.OutputPlaceholder]
            : ["digest", "--json", "--from", format, ConversionJob.InputPlaceholder];
        ConversionJob job = Job(input, Convert, ConversionTool.Migrator, await MaterializeAsync(input, source, cancellation), "delivered.vmdk", arguments);
        ProgressBoard.Meter meter = board.Open(input.Migration, input.DiskId, Stage.Convert, 0, toVmdk ? null : input.Image.VirtualSizeBytes);
        ConversionJobState state = await jobs.RunAsync(job, running => meter.Set(running.OutputBytes), cancellation);
        if (state.Phase != ConversionPhase.Succeeded)
        {
            return (new ConvertState(state.OutputBytes, null), 0);
        }

        ConverterReport report = DurableJson.Deserialize<ConverterReport>(ConversionJobs.LastLine(state.StandardOutput))
            ?? throw new FailureException(new Failure("conversion.no_report", "The converter ended without its report."));
        string output = Path.Combine(job.OutputFolder, job.OutputFile);
        long bytes = toVmdk && await staging.FindLengthAsync(delivered, cancellation) is null ? await staging.AdoptAsync(delivered, output, cancellation) : 0;
        ConvertedDisk converted = new(
            delivered,
            toVmdk ? "vmdk" : GlanceWord(format),
            report.CapacityBytes,
            report.GuestDigest,
            report.Compressors.Count == 0 ? null : string.Join(", ", report.Compressors),
            await jobs.DescribeAsync(cancellation));
        await staging.PutAsync(result, JsonSerializer.SerializeToUtf8Bytes(converted, DurableJson.Options), cancellation);
        await jobs.RemoveAsync(input.Migration, input.DiskId, Convert, cancellation);
        return (new ConvertState(input.Image.VirtualSizeBytes, converted), bytes);
    }

    private ConversionJob Job(ConvertInput input, string step, ConversionTool tool, string inputPath, string outputFile, IReadOnlyList<string> arguments)
    {
        long bytes = Math.Max(input.Image.VirtualSizeBytes, input.Image.FileBytes);
        ConversionLimits limits = new(
            TimeSpan.FromHours(1) + TimeSpan.FromSeconds(bytes / 5_000_000.0),
            options.ConversionMemoryBytes,
            bytes + (bytes / 50) + (64L << 20),
            options.ConversionCpus);
        return new ConversionJob(ConversionJobs.Key(input.Migration, input.DiskId, step), tool, arguments, inputPath, jobs.Folder(input.Migration, input.DiskId, step), outputFile, limits);
    }

    private Task<string> MaterializeAsync(ConvertInput input, StagedName source, CancellationToken cancellation)
        => staging.MaterializeAsync(source, jobs.Folder(input.Migration, input.DiskId, "input"), cancellation);

    private static StagedName Object(ConvertInput input, string name) => StagedName.Of(input.Migration.Value, input.DiskId, name);

    private static string Word(CompressionLevel level) => level.ToString().ToLowerInvariant();

    private static string GlanceWord(string qemuFormat) => qemuFormat == "vpc" ? "vhd" : qemuFormat;
}
