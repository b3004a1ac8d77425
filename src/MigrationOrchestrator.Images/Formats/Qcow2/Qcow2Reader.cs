using System.Buffers;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>Reads the active disk of a qcow2 image; internal snapshots are left aside.</summary>
internal sealed class Qcow2Reader : IDiskReader
{
    private readonly IRangedSource _source;
    private readonly Qcow2Header _header;
    private readonly Qcow2ClusterMap _map;
    private readonly DecompressorPool _decompressors;

    private Qcow2Reader(IRangedSource source, Qcow2Header header)
    {
        _source = source;
        _header = header;
        _map = new Qcow2ClusterMap(source, header);
        _decompressors = new DecompressorPool(header.ClusterEncoding);
    }

    public ImageFormat Format => ImageFormat.Qcow2;

    public long VirtualSizeBytes => _header.VirtualSizeBytes;

    public static async ValueTask<Qcow2Reader> OpenAsync(IRangedSource source, CancellationToken ct) =>
        new(source, await Qcow2Header.ReadAsync(source, ct));

    public async ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        var mapping = await _map.MapAsync(guestOffset, ct);
        return new DiskExtent(guestOffset, mapping.LengthBytes, mapping.Kind);
    }

    public async ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken ct)
    {
        DiskRange.Require(this, guestOffset, buffer.Length);
        while (buffer.Length > 0)
        {
            var mapping = await RunAsync(guestOffset, buffer.Length, ct);
            var part = buffer[..(int)Math.Min(mapping.LengthBytes, buffer.Length)];
            if (mapping.IsCompressed)
            {
                await ReadCompressedAsync(guestOffset, mapping, part, ct);
            }
            else if (mapping.Kind == ExtentKind.Data)
            {
                await _source.ReadExactlyAsync(mapping.HostOffset, part, "data cluster", ct);
            }
            else
            {
                part.Span.Clear();
            }

            guestOffset += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public ValueTask DisposeAsync()
    {
        _decompressors.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Joins neighbouring clusters that are also neighbours in the file.</summary>
    private async ValueTask<Qcow2Mapping> RunAsync(long guestOffset, long wanted, CancellationToken ct)
    {
        var run = await _map.MapAsync(guestOffset, ct);
        while (run.LengthBytes < wanted && !run.IsCompressed)
        {
            var next = await _map.MapAsync(guestOffset + run.LengthBytes, ct);
            if (!run.ContinuesWith(next))
            {
                break;
            }

            run = run with { LengthBytes = run.LengthBytes + next.LengthBytes };
        }

        return run;
    }

    private async ValueTask ReadCompressedAsync(long guestOffset, Qcow2Mapping mapping, Memory<byte> part, CancellationToken ct)
    {
        var compressed = ArrayPool<byte>.Shared.Rent(mapping.CompressedBytes);
        var whole = part.Length == _header.ClusterBytes ? null : ArrayPool<byte>.Shared.Rent(_header.ClusterBytes);
        try
        {
            await _source.ReadExactlyAsync(mapping.HostOffset, compressed.AsMemory(0, mapping.CompressedBytes), "compressed cluster", ct);
            var cluster = whole is null ? part : whole.AsMemory(0, _header.ClusterBytes);
            Decompress(compressed.AsSpan(0, mapping.CompressedBytes), cluster.Span, guestOffset);
            if (whole is not null)
            {
                cluster.Slice((int)(guestOffset & (_header.ClusterBytes - 1)), part.Length).CopyTo(part);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
            if (whole is not null)
            {
                ArrayPool<byte>.Shared.Return(whole);
            }
        }
    }

    private void Decompress(ReadOnlySpan<byte> compressed, Span<byte> cluster, long guestOffset)
    {
        if (_decompressors.Decompress(compressed, cluster) != cluster.Length)
        {
            throw ImageFault.Corrupt("compressed cluster", $"data that does not decompress to {cluster.Length} bytes for guest offset {guestOffset}");
        }
    }
}
