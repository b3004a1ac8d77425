using System.Buffers;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>Reads the active disk of a qcow2 image; internal snapshots are left aside.</summary>
internal sealed class Qcow2Reader : IDiskReader
{
    private readonly IRangedSource source;
    private readonly Qcow2Header header;
    private readonly Qcow2ClusterMap map;
    private readonly DecompressorPool decompressors;

    private Qcow2Reader(IRangedSource source, Qcow2Header header)
    {
        this.source = source;
        this.header = header;
        map = new Qcow2ClusterMap(source, header);
        decompressors = new DecompressorPool(header.ClusterEncoding);
    }

    public ImageFormat Format => ImageFormat.Qcow2;

    public long VirtualSizeBytes => header.VirtualSizeBytes;

    public static async ValueTask<Qcow2Reader> OpenAsync(IRangedSource source, CancellationToken cancellation) =>
        new(source, await Qcow2Header.ReadAsync(source, cancellation));

    public async ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        Qcow2Mapping mapping = await map.MapAsync(guestOffset, cancellation);
        return new DiskExtent(guestOffset, mapping.LengthBytes, mapping.Kind);
    }

    public async ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken cancellation)
    {
        DiskRange.Require(this, guestOffset, buffer.Length);
        while (buffer.Length > 0)
        {
            Qcow2Mapping mapping = await RunAsync(guestOffset, buffer.Length, cancellation);
            Memory<byte> part = buffer[..(int)Math.Min(mapping.LengthBytes, buffer.Length)];
            if (mapping.IsCompressed)
            {
                await ReadCompressedAsync(guestOffset, mapping, part, cancellation);
            }
            else if (mapping.Kind == ExtentKind.Data)
            {
                await source.ReadExactlyAsync(mapping.HostOffset, part, "data cluster", cancellation);
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
        decompressors.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Joins neighbouring clusters that are also neighbours in the file.</summary>
    private async ValueTask<Qcow2Mapping> RunAsync(long guestOffset, long wanted, CancellationToken cancellation)
    {
        Qcow2Mapping run = await map.MapAsync(guestOffset, cancellation);
        while (run.LengthBytes < wanted && !run.IsCompressed)
        {
            Qcow2Mapping next = await map.MapAsync(guestOffset + run.LengthBytes, cancellation);
            if (!run.ContinuesWith(next))
            {
                break;
            }

            run = run with { LengthBytes = run.LengthBytes + next.LengthBytes };
        }

        return run;
    }

    private async ValueTask ReadCompressedAsync(long guestOffset, Qcow2Mapping mapping, Memory<byte> part, CancellationToken cancellation)
    {
        byte[] compressed = ArrayPool<byte>.Shared.Rent(mapping.CompressedBytes);
        byte[]? whole = part.Length == header.ClusterBytes ? null : ArrayPool<byte>.Shared.Rent(header.ClusterBytes);
        try
        {
            await source.ReadExactlyAsync(mapping.HostOffset, compressed.AsMemory(0, mapping.CompressedBytes), "compressed cluster", cancellation);
            Memory<byte> cluster = whole is null ? part : whole.AsMemory(0, header.ClusterBytes);
            Decompress(compressed.AsSpan(0, mapping.CompressedBytes), cluster.Span, guestOffset);
            if (whole is not null)
            {
                cluster.Slice((int)(guestOffset & (header.ClusterBytes - 1)), part.Length).CopyTo(part);
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
        if (decompressors.Decompress(compressed, cluster) != cluster.Length)
        {
            throw ImageFault.Corrupt("compressed cluster", $"data that does not decompress to {cluster.Length} bytes for guest offset {guestOffset}");
        }
    }
}
