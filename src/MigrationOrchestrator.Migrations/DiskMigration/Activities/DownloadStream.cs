using System.Buffers;
using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// Reads a disk whose source serves no ranges, as one stream that is staged chunk by chunk as it flows. After a break the stream is opened
/// again and read up to the last staged chunk, whose hash must be the same, before it goes on.
/// </summary>
/// <param name="clouds">The clouds.</param>
/// <param name="staging">Where it goes.</param>
/// <param name="hashes">Takes the whole image's hash meanwhile.</param>
/// <param name="board">Where progress is shown.</param>
/// <param name="running">Where it can be broken off.</param>
public sealed class DownloadStream(CloudPorts clouds, IStagingStore staging, ImageHashes hashes, ProgressBoard board, RunningSteps running) : LongStep<StreamInput, int>(running)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Its name in histories. It gives the number of chunks that are staged.</summary>
    public static ActivityName<StreamInput, StepResult<int>> Name { get; } = new(nameof(DownloadStream));

    /// <inheritdoc/>
    protected override async Task<(int Value, long Bytes)> MoveAsync(StreamInput input, CancellationToken cancellation)
    {
        ChunkPlan chunks = input.Chunks;
        (int next, StagedBlock? last) = await FindNextAsync(input, cancellation);
        if (next == chunks.Count)
        {
            return (next, 0);
        }

        int first = next;
        long done = last is null ? 0 : last.Offset + last.Length;
        ProgressBoard.Meter meter = board.Open(input.Migration, input.Disk.DiskId, Stage.Download, done, chunks.SizeBytes);
        meter.Set(done);
        try
        {
            IMachineSource source = await clouds.SourceAsync(input.Source.Cloud, input.Source.Region, cancellation);
            await using Stream stream = await source.OpenDiskAsync(input.Disk, 0, null, cancellation);
            await SkipAsync(stream, last, cancellation);
            await using MeteredStream metered = new(stream, meter);
            while (next < chunks.Count)
            {
                Task hashing = hashes.AdvanceAsync(input.Staged, chunks, cancellation);
                try
                {
                    await staging.StageBlockAsync(input.Staged, chunks.At(next), metered, cancellation);
                    next++;
                }
                finally
                {
                    await hashing;
                }
            }
        }
        catch (Exception broken) when (next > first && broken is IOException or HttpRequestException or FailureException { Failure.Transient: true })
        {
            // Progress was made: the orchestration opens the stream again, with all its attempts.
        }

        return (next, Math.Min(next * chunks.ChunkBytes, chunks.SizeBytes) - done);
    }

    private async Task<(int Next, StagedBlock? Last)> FindNextAsync(StreamInput input, CancellationToken cancellation)
    {
        StagedBlock? last = null;
        for (int index = 0; index < input.Chunks.Count; index++)
        {
            if (await staging.FindBlockAsync(input.Staged, index, cancellation) is not { } block)
            {
                return (index, last);
            }

            last = block;
        }

        return (input.Chunks.Count, last);
    }

    private static async Task SkipAsync(Stream stream, StagedBlock? last, CancellationToken cancellation)
    {
        if (last is null)
        {
            return;
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await ReadAsync(stream, last.Offset, buffer, null, cancellation);
            await ReadAsync(stream, last.Length, buffer, hash, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != last.Sha256)
        {
            throw new FailureException(new Failure("source.changed", $"The source's bytes {last.Offset} to {last.Offset + last.Length - 1} are not those that were read before the stream broke.")
            {
                Remedy = "The image changed while it was read; retry the migration.",
            });
        }
    }

    private static async Task ReadAsync(Stream stream, long length, byte[] buffer, IncrementalHash? hash, CancellationToken cancellation)
    {
        while (length > 0)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellation);
            if (read == 0)
            {
                throw new EndOfStreamException("The source's stream ended early.");
            }

            hash?.AppendData(buffer, 0, read);
            length -= read;
        }
    }
}
