using System.Diagnostics;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>A source that is still being downloaded at a steady rate: chunks that somebody waits for come first.</summary>
internal sealed class ArrivingSource : IRangedSource
{
    private const int ChunkBytes = 4 << 20;

    private readonly FileSource _whole;
    private readonly TaskCompletionSource[] _chunks;
    private readonly Lock _gate = new();
    private readonly Queue<int> _wanted = [];
    private readonly CancellationTokenSource _stop = new();

    public ArrivingSource(FileSource whole, double bytesPerSecond)
    {
        _whole = whole;
        _chunks = new TaskCompletionSource[(whole.Length - 1) / ChunkBytes + 1];
        for (var i = 0; i < _chunks.Length; i++)
        {
            _chunks[i] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        AllArrived = Task.Run(() => DownloadAsync(bytesPerSecond));
    }

    public Task AllArrived { get; }

    public long Length => _whole.Length;

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        var chunk = (int)(offset / ChunkBytes);
        if (chunk < _chunks.Length && !_chunks[chunk].Task.IsCompleted)
        {
            lock (_gate)
            {
                _wanted.Enqueue(chunk);
            }

            await _chunks[chunk].Task.WaitAsync(ct);
        }

        var inChunk = (int)Math.Min(buffer.Length, (chunk + 1L) * ChunkBytes - offset);
        return await _whole.ReadAsync(offset, buffer[..inChunk], ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await AllArrived.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await _whole.DisposeAsync();
    }

    private async Task DownloadAsync(double bytesPerSecond)
    {
        var start = Stopwatch.GetTimestamp();
        var arrived = 0L;
        var next = 0;
        while (Take(ref next) is { } chunk)
        {
            arrived += ChunkBytes;
            var due = TimeSpan.FromSeconds(arrived / bytesPerSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, _stop.Token);
            }

            _chunks[chunk].TrySetResult();
        }
    }

    private int? Take(ref int next)
    {
        lock (_gate)
        {
            while (_wanted.TryDequeue(out var wanted))
            {
                if (!_chunks[wanted].Task.IsCompleted)
                {
                    return wanted;
                }
            }
        }

        while (next < _chunks.Length && _chunks[next].Task.IsCompleted)
        {
            next++;
        }

        return next < _chunks.Length ? next : null;
    }
}
