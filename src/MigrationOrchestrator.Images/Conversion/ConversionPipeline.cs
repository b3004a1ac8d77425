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

    private readonly IDiskReader _disk;
    private readonly IImageWriter _writer;
    private readonly PipelineOptions _options;
    private readonly PieceStore _store;
    private readonly Slice[] _slices;
    private readonly Channel<Slice> _idle;
    private readonly Channel<(PlannedRange Range, Slice? Slice)> _planned;

    public ConversionPipeline(IDiskReader disk, IImageWriter writer, PipelineOptions options)
    {
        _disk = disk;
        _writer = writer;
        _options = options;
        _store = new PieceStore(options);

        // Beyond the slices being encoded, as many are read ahead, and two wait for those before them.
        _slices = new Slice[Math.Min(2 * options.Parallelism + 2, MostSlices)];
        _idle = Channel.CreateBounded<Slice>(_slices.Length);
        _planned = Channel.CreateBounded<(PlannedRange, Slice?)>(_slices.Length);
        for (var i = 0; i < _slices.Length; i++)
        {
            _slices[i] = new Slice(writer.MaxEncodedBytes);
            _idle.Writer.TryWrite(_slices[i]);
        }
    }

    public async Task<ConversionResult> RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var encoders = new SemaphoreSlim(_options.Parallelism);
        var assembler = new OutputAssembler(_writer, _options, _store, _disk.VirtualSizeBytes);
        var plan = Task.Run(() => PlanAsync(assembler.GuestPosition, encoders, stop.Token), CancellationToken.None);
        var assemble = Task.Run(() => AssembleAsync(assembler, stop.Token), CancellationToken.None);
        var store = Task.Run(() => _store.RunAsync(stop.Token), CancellationToken.None);
        try
        {
            await StageGroup.RunAsync(stop, plan, assemble, store);
        }
        finally
        {
            // Nobody may still be reading the disk when its owner closes it.
            await Task.WhenAll(_slices.Select(slice => slice.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await assemble;
    }

    private async Task PlanAsync(long start, SemaphoreSlim encoders, CancellationToken ct)
    {
        await foreach (var range in SlicePlanner.PlanAsync(_disk, start, ct))
        {
            Slice? slice = null;
            if (range.HasData)
            {
                slice = await _idle.Reader.ReadAsync(ct);
                slice.Reset(range.GuestOffset, _options.Compressors?.Next(range.GuestOffset) ?? ConversionLevel.Fast);
                slice.Work = Task.Run(() => WorkAsync(slice, encoders, ct), CancellationToken.None);
            }

            await _planned.Writer.WriteAsync((range, slice), ct);
        }

        _planned.Writer.Complete();
    }

    private async Task WorkAsync(Slice slice, SemaphoreSlim encoders, CancellationToken ct)
    {
        var length = (int)Math.Min(Slice.Bytes, _disk.VirtualSizeBytes - slice.GuestOffset);
        await _disk.ReadAsync(slice.GuestOffset, slice.Content.AsMemory(0, length), ct);
        slice.Content.AsSpan(length).Clear();
        await encoders.WaitAsync(ct);
        try
        {
            slice.Encode(_writer, _options.Compressors);
        }
        finally
        {
            encoders.Release();
        }
    }

    private async Task<ConversionResult> AssembleAsync(OutputAssembler assembler, CancellationToken ct)
    {
        await assembler.StartAsync(ct);
        await foreach (var (range, slice) in _planned.Reader.ReadAllAsync(ct))
        {
            if (slice is null)
            {
                await assembler.AppendZerosAsync(range.LengthBytes, ct);
                continue;
            }

            await slice.Work;
            await assembler.AppendAsync(slice, ct);
            await _idle.Writer.WriteAsync(slice, ct);
        }

        return await assembler.FinishAsync(ct);
    }
}
