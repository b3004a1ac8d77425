using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.DiskMigration;

/// <summary>Moves one disk from the source into staging, chunk by chunk, checks it, and brings it into the target's form.</summary>
public sealed class MigrateDisk : Orchestrator<MigrateDiskInput, DiskOutcome>
{
    /// <summary>Its name in histories.</summary>
    public static OrchestratorName<MigrateDiskInput, DiskOutcome> Name { get; } = new(nameof(MigrateDisk));

    /// <inheritdoc/>
    public override Task<DiskOutcome> RunAsync(OrchestrationContext context, MigrateDiskInput input) => new Run(context, input).RunAsync();

    private sealed class Run(OrchestrationContext context, MigrateDiskInput input)
    {
        private readonly string disk = input.Disk.DiskId;
        private readonly CancelWatch cancel = new(context);
        private readonly StagedName staged = StagedName.Of(input.Migration.Value, input.Disk.DiskId, "source");
        private long downloaded;
        private long? sourceBytes;
        private PatientSteps? patient;
        private DiskProgress? shown;

        private PatientSteps Steps => patient ??= new PatientSteps(context, Retries.For(input.Options), cancel, Publish);

        public async Task<DiskOutcome> RunAsync()
        {
            DiskProbe probe = await Steps.CallAsync(ProbeDisk.Name, input, input.Source.Cloud);
            sourceBytes = probe.SizeBytes;
            ChunkPlan chunks = ChunkPlan.For(probe.SizeBytes, input.Options.ChunkBytes);
            Show(Stage.Download, 0, probe.SizeBytes);
            await DownloadAsync(probe, chunks);
            await Steps.CallAsync(CommitDisk.Name, new CommitInput(staged, chunks));

            Show(Stage.VerifyDownload, 0, probe.SizeBytes);
            CheckedImage image = await Steps.CallAsync(VerifyDownload.Name, new VerifyInput(input.Migration, disk, staged, probe));

            Show(Stage.Convert, 0, image.VirtualSizeBytes);
            ConvertedDisk converted = await ConvertAsync(probe, image);

            Show(Stage.VerifyConversion, 0, converted.CapacityBytes);
            SealedDisk sealedDisk = await Steps.CallAsync(SealDisk.Name, new SealInput(input.Migration, disk, converted));
            Show(Stage.Upload, 0, sealedDisk.SizeBytes);
            return Outcome(probe, chunks, image, converted, sealedDisk);
        }

        /// <summary>Downloads the disk, and converts what is there meanwhile.</summary>
        private async Task DownloadAsync(DiskProbe probe, ChunkPlan chunks)
        {
            ChunkQueue? queue = probe.Ranged ? new ChunkQueue(chunks.Count) : null;
            ChunkDownload? ranged = queue is null ? null : new ChunkDownload(queue, input.Options.ParallelChunks, index => DownloadChunkAsync(chunks, index), cancel);
            Task download = ranged?.RunAsync() ?? DownloadSequentialAsync(chunks);
            if (chunks.Count > 1)
            {
                ConvertInput convert = ConversionOf(probe, new CheckedImage(probe.Format, 0, probe.SizeBytes, false, null)) with { ChunksInOrder = 2 * input.Options.ParallelChunks };
                await new EarlyConversion(context, cancel).RunAsync(download, ranged?.First ?? Task.CompletedTask, queue, new ArrivingInput(staged, chunks, probe, []), convert);
            }

            await download;
        }

        private async Task DownloadChunkAsync(ChunkPlan chunks, int index)
        {
            StagedBlock block = await Steps.CallAsync(DownloadChunk.Name, new ChunkInput(input.Migration, input.Source, input.Disk, staged, chunks, index, downloaded), input.Source.Cloud);
            downloaded += block.Length;
            Show(Stage.Download, downloaded, chunks.SizeBytes);
        }

        private async Task DownloadSequentialAsync(ChunkPlan chunks)
        {
            int next = 0;
            while (next < chunks.Count)
            {
                next = await Steps.CallAsync(DownloadStream.Name, new StreamInput(input.Migration, input.Source, input.Disk, staged, chunks), input.Source.Cloud);
                Show(Stage.Download, Math.Min(next * chunks.ChunkBytes, chunks.SizeBytes), chunks.SizeBytes);
            }
        }

        private ConvertInput ConversionOf(DiskProbe probe, CheckedImage image) => new(input.Migration, disk, staged, image, input.Form, input.Options.Compression)
        {
            Identity = $"{input.Disk.ImageId}:{probe.SizeBytes}:{probe.HashAlgorithm}:{probe.HashValue}",
            TargetCloud = input.TargetCloud,
        };

        private async Task<ConvertedDisk> ConvertAsync(DiskProbe probe, CheckedImage image)
        {
            ConvertInput convert = ConversionOf(probe, image);
            Patience patience = new(context, TimeSpan.FromHours(1), image.VirtualSizeBytes, new Failure("conversion.timeout", $"The conversion of {disk} did not end in time.")
            {
                Remedy = "Look at the host's load; then retry the migration.",
            }, Steps);
            while (true)
            {
                ConvertState state = await Steps.CallAsync(ConvertDisk.Name, convert);
                if (state.Converted is { } converted)
                {
                    return converted;
                }

                Show(Stage.Convert, state.DoneBytes, image.VirtualSizeBytes);
                await patience.WaitAsync();
            }
        }

        private DiskOutcome Outcome(DiskProbe probe, ChunkPlan chunks, CheckedImage image, ConvertedDisk converted, SealedDisk sealedDisk)
        {
            DiskReceipt receipt = new(
                disk,
                image.Format,
                probe.SizeBytes,
                image.VerifiedHash,
                chunks.Count,
                converted.GuestDigest,
                sealedDisk.GuestDigest,
                converted.CapacityBytes,
                converted.Format,
                sealedDisk.SizeBytes,
                sealedDisk.Sha256,
                converted.Compressor)
            {
                AsItWas = converted.AsItWas,
            };
            DeliveryFile file = new($"{disk}.{converted.Format}", sealedDisk.SizeBytes, converted.Format, converted.CapacityBytes, input.Disk.Boot) { Sha512 = sealedDisk.Sha512 };
            return new DiskOutcome(receipt, converted.Staged, file, converted.Runner);
        }

        private void Show(Stage stage, long doneBytes, long? totalBytes)
        {
            shown = new DiskProgress(disk, stage, doneBytes, totalBytes) { Since = context.CurrentUtc, SourceBytes = sourceBytes };
            Publish();
        }

        private void Publish() => context.SetCustomStatus((shown ?? new DiskProgress(disk, Stage.Waiting, 0, null)) with { Pause = Steps.Pause });
    }
}
