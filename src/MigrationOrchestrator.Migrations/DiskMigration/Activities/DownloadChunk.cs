using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>Reads one chunk of a disk into staging, unless it is there already: a staged byte is never read from the source again.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="staging">Where it goes.</param>
/// <param name="hashes">Takes the whole image's hash meanwhile.</param>
/// <param name="board">Where progress is shown.</param>
/// <param name="running">Where it can be broken off.</param>
public sealed class DownloadChunk(CloudPorts clouds, IStagingStore staging, ImageHashes hashes, ProgressBoard board, RunningSteps running) : LongStep<ChunkInput, StagedBlock>(running)
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<ChunkInput, StepResult<StagedBlock>> Name { get; } = new(nameof(DownloadChunk));

    /// <inheritdoc/>
    protected override async Task<(StagedBlock Value, long Bytes)> MoveAsync(ChunkInput input, CancellationToken cancellation)
    {
        BlockPosition position = input.Chunks.At(input.Index);
        ProgressBoard.Meter meter = board.Open(input.Migration, input.Disk.DiskId, Stage.Download, input.DoneBytes, input.Chunks.SizeBytes);
        if (await staging.FindBlockAsync(input.Staged, input.Index, cancellation) is { } staged && staged.Offset == position.Offset && staged.Length == position.Length)
        {
            meter.Add(staged.Length);
            return (staged, 0);
        }

        StagedBlock block = await DownloadAsync(input, position, meter, cancellation);
        await hashes.AdvanceAsync(input.Staged, input.Chunks, cancellation);
        return (block, position.Length);
    }

    private async Task<StagedBlock> DownloadAsync(ChunkInput input, BlockPosition position, ProgressBoard.Meter meter, CancellationToken cancellation)
    {
        IMachineSource source = await clouds.SourceAsync(input.Source.Cloud, input.Source.Region, cancellation);
        await using MeteredStream content = new(await source.OpenDiskAsync(input.Disk, position.Offset, position.Length, cancellation), meter);
        try
        {
            return await staging.StageBlockAsync(input.Staged, position, content, cancellation);
        }
        catch
        {
            content.TakeBack();
            throw;
        }
    }
}
