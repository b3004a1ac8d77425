using System.Collections.Concurrent;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>
/// The host's side of one conversion job: serves the staged source, stages the pieces as numbered blocks, and keeps a checkpoint once the blocks
/// before it are durable.
/// </summary>
internal sealed class StagedConversion : IConversionExchange
{
    private readonly IStagingStore staging;
    private readonly ConversionTask task;
    private readonly PieceOrder pieces;
    private readonly ArrivingObject? arriving;
    private readonly ConcurrentDictionary<int, StagedBlock> blocks = new();
    private readonly byte[] owner = Guid.NewGuid().ToByteArray();
    private long guestBytesDone;
    private ProgressBoard.Meter? meter;

    private StagedConversion(IStagingStore staging, ConversionTask task, TimeProvider time)
    {
        this.staging = staging;
        this.task = task;
        pieces = new PieceOrder(task.GuestBytes, task.MaxOutputBytes);
        Order = task.Order;
        arriving = task.Arriving is { } chunks ? new ArrivingObject(staging, task.Source, chunks, time) : null;
    }

    /// <inheritdoc/>
    public ConversionOrder Order { get; private set; }

    /// <summary>Guest bytes that are converted, as far as the converter tells; those before the checkpoint at least.</summary>
    public long GuestBytesDone => Interlocked.Read(ref guestBytesDone);

    /// <summary>Begins, or goes on after the last checkpoint where the blocks before it are all there. From here on, earlier sessions can write no more.</summary>
    public static async Task<StagedConversion> BeginAsync(IStagingStore staging, ConversionTask task, TimeProvider time, CancellationToken cancellation)
    {
        StagedConversion conversion = new(staging, task, time);
        await staging.PutAsync(task.Owner, conversion.owner, cancellation);
        if (await FindCheckpointAsync(staging, task, cancellation) is { } kept)
        {
            await conversion.ResumeAsync(kept.Checkpoint, kept.HeadBytes, cancellation);
        }

        return conversion;
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
        => arriving?.ReadAsync(offset, buffer, cancellation) ?? staging.ReadAsync(task.Source, offset, buffer, cancellation);

    /// <inheritdoc/>
    public async Task TakePieceAsync(int index, long offset, int length, Stream content, CancellationToken cancellation)
    {
        if (Order.Target is null)
        {
            throw ProtocolViolation.Of($"piece {index}, where only a digest was asked for");
        }

        pieces.Take(index, offset, length);
        await RequireOwnershipAsync(cancellation);
        blocks[index] = await staging.StageBlockAsync(task.Delivered, new BlockPosition(index, offset, length), content, cancellation);
    }

    /// <inheritdoc/>
    public async Task TakeCheckpointAsync(ConversionCheckpoint checkpoint, CancellationToken cancellation)
    {
        pieces.Check(checkpoint);
        await RequireOwnershipAsync(cancellation);
        KeptCheckpoint kept = new(task.Order, task.Source, checkpoint, pieces.HeadBytes);
        await staging.PutAsync(task.Checkpoint, JsonSerializer.SerializeToUtf8Bytes(kept, DurableJson.Options), cancellation);
    }

    /// <inheritdoc/>
    public void Report(long guestBytes)
    {
        if (guestBytes > GuestBytesDone && guestBytes <= task.GuestBytes)
        {
            Interlocked.Exchange(ref guestBytesDone, guestBytes);
            meter?.Set(guestBytes);
        }
    }

    /// <summary>Chunks of the source that the converter waits for and that do not come next by themselves.</summary>
    public IReadOnlyList<int> Wanted(int chunksInOrder) => arriving?.Wanted(chunksInOrder) ?? [];

    /// <summary>Whether all of the source is there.</summary>
    public ValueTask<bool> IsSourceWholeAsync(CancellationToken cancellation) => arriving?.IsWholeAsync(cancellation) ?? ValueTask.FromResult(true);

    /// <summary>Shows from now on how far it is.</summary>
    public void Show(ProgressBoard.Meter where)
    {
        meter = where;
        where.Set(GuestBytesDone);
    }

    /// <summary>Makes the object of its blocks, once the job has ended well and its report says the same as the blocks.</summary>
    /// <exception cref="FailureException"><c>conversion.protocol</c> where it does not.</exception>
    public async Task<long> CommitAsync(ConverterReport report, CancellationToken cancellation)
    {
        if (!pieces.IsWhole || report.LengthBytes != pieces.LengthBytes)
        {
            throw ProtocolViolation.Of($"a report of {report.LengthBytes} bytes of output after pieces of {pieces.LengthBytes}{(pieces.IsWhole ? "" : ", which are no whole image")}");
        }

        await RequireOwnershipAsync(cancellation);
        await staging.CommitAsync(task.Delivered, [.. blocks.Values.OrderBy(block => block.Index)], cancellation);
        return pieces.LengthBytes;
    }

    private static async Task<KeptCheckpoint?> FindCheckpointAsync(IStagingStore staging, ConversionTask task, CancellationToken cancellation)
    {
        if (task.Order.Target is null || await staging.FindLengthAsync(task.Checkpoint, cancellation) is null)
        {
            return null;
        }

        ReadOnlyMemory<byte> kept = await staging.ReadWholeAsync(task.Checkpoint, cancellation);
        return JsonSerializer.Deserialize<KeptCheckpoint>(kept.Span, DurableJson.Options) is { } found && found.Fits(task) ? found : null;
    }

    private async Task ResumeAsync(ConversionCheckpoint checkpoint, long head, CancellationToken cancellation)
    {
        // What was staged after the checkpoint, a head included, is staged again: nothing tells what it holds.
        long next = head;
        int index = head > 0 ? 1 : 0;
        List<StagedBlock> before = [.. (await staging.ListBlocksAsync(task.Delivered, cancellation)).Where(block => block.Index >= index && block.Index < checkpoint.NextPieceIndex)];
        foreach (StagedBlock block in before)
        {
            if (block.Index != index || block.Offset != next)
            {
                return;
            }

            (index, next) = (index + 1, next + block.Length);
        }

        if (index == checkpoint.NextPieceIndex && next == checkpoint.NextOutputOffset)
        {
            before.ForEach(block => blocks[block.Index] = block);
            pieces.Resume(checkpoint, head);
            guestBytesDone = checkpoint.NextGuestOffset;
            Order = task.Order with { ResumeFrom = checkpoint };
        }
    }

    /// <summary>A host that took the conversion over writes now; two writers would mix their blocks.</summary>
    private async Task RequireOwnershipAsync(CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> current = await staging.ReadWholeAsync(task.Owner, cancellation);
        if (!current.Span.SequenceEqual(owner))
        {
            throw new FailureException(new Failure("conversion.taken_over", $"Another host converts {task.DiskId} now.", Transient: true)
            {
                Remedy = "It goes on by itself from its last checkpoint. Where this repeats, let only one host work on a migration at a time.",
            });
        }
    }
}
