using System.Threading.Channels;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>
/// Plan, read and encode slices in parallel, assemble them in order, store pieces: each stage waits for the next where
/// that is slower, so that memory is bounded by the number of slices and piece buffers.
/// </summary>
internal sealed class ConversionPipeline
{
    /// <summary>Slices take 2 MiB each: their number has a limit, so that memory does not grow with the processors.</summary>
    private const int MostSlices = 34;

    private readonly IDiskReader disk;
    private readonly IImageWriter writer;
    private readonly PipelineOptions options;
    private readonly PieceStore store;
    private readonly Slice[] slices;
    private readonly Channel<Slice> idle;
    private readonly Channel<(PlannedRange Range, Slice? Slice)> planned;

    public ConversionPipeline(IDiskReader disk, IImageWriter writer, PipelineOptions options)
    {
        this.disk = disk;
        this.writer = writer;
        this.options = options;
        store = new PieceStore(options);

        // Beyond the slices being encoded, as many are read ahead, and two wait for those before them.
        slices = new Slice[Math.Min(2 * options.Parallelism + 2, MostSlices)];
        idle = Channel.CreateBounded<Slice>(slices.Length);
        planned = Channel.CreateBounded<(PlannedRange, Slice?)>(slices.Length);
        for (int i = 0; i < slices.Length; i++)
        {
            slices[i] = new Slice(writer.MaxEncodedBytes);
            idle.Writer.TryWrite(slices[i]);
        }
    }

    public async Task<ConversionResult> RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using SemaphoreSlim encoders = new(options.Parallelism);
        OutputAssembler assembler = new(writer, options, this.store, disk.VirtualSizeBytes);
        Task plan = Task.Run(() => PlanAsync(assembler.GuestPosition, encoders, stop.Token), CancellationToken.None);
        Task<ConversionResult> assemble = Task.Run(() => AssembleAsync(assembler, stop.Token), CancellationToken.None);
        Task store = Task.Run(() => this.store.RunAsync(stop.Token), CancellationToken.None);
        try
        {
            await StageGroup.RunAsync(stop, plan, assemble, store);
        }
        finally
        {
            // Nobody may still be reading the disk when its owner closes it.
            await Task.WhenAll(slices.Select(slice => slice.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await assemble;
    }

    private async Task PlanAsync(long start, SemaphoreSlim encoders, CancellationToken cancellation)
    {
        await foreach (PlannedRange range in SlicePlanner.PlanAsync(disk, start, cancellation))
        {
            Slice? slice = null;
            if (range.HasData)
            {
                slice = await idle.Reader.ReadAsync(cancellation);
                slice.Reset(range.GuestOffset, options.Compressors?.Next(range.GuestOffset) ?? ConversionLevel.Fast);
                slice.Work = Task.Run(() => WorkAsync(slice, encoders, cancellation), CancellationToken.None);
            }

            await planned.Writer.WriteAsync((range, slice), cancellation);
        }

        planned.Writer.Complete();
    }

    private async Task WorkAsync(Slice slice, SemaphoreSlim encoders, CancellationToken cancellation)
    {
        int length = (int)Math.Min(Slice.Bytes, disk.VirtualSizeBytes - slice.GuestOffset);
        await disk.ReadAsync(slice.GuestOffset, slice.Content.AsMemory(0, length), cancellation);
        slice.Content.AsSpan(length).Clear();
        await encoders.WaitAsync(cancellation);
        try
        {
            slice.Encode(writer, options.Compressors);
        }
        finally
        {
            encoders.Release();
        }
    }

    private async Task<ConversionResult> AssembleAsync(OutputAssembler assembler, CancellationToken cancellation)
    {
        await assembler.StartAsync(cancellation);
        await foreach ((PlannedRange range, Slice? slice) in planned.Reader.ReadAllAsync(cancellation))
        {
            if (slice is null)
            {
                await assembler.AppendZerosAsync(range.LengthBytes, cancellation);
                continue;
            }

            await slice.Work;
            await assembler.AppendAsync(slice, cancellation);
            await idle.Writer.WriteAsync(slice, cancellation);
        }

        return await assembler.FinishAsync(cancellation);
    }
}
