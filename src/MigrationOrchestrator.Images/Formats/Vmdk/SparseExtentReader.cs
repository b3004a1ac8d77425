using System.Buffers;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Reads a hosted sparse extent: monolithicSparse, a part of twoGbMaxExtentSparse, or streamOptimized.</summary>
/// <param name="source">The extent's file.</param>
/// <param name="header">Its header.</param>
/// <param name="memory">What it shares with the other extents of the disk; it is not closed here.</param>
internal sealed class SparseExtentReader(IRangedSource source, SparseExtentHeader header, ExtentMemory memory) : IDiskReader
{
    private readonly GrainMap grains = new(source, header, memory.Pages);

    public ImageFormat Format => ImageFormat.Vmdk;

    public long VirtualSizeBytes => header.CapacityBytes;

    public async ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        return (await grains.FindAsync(guestOffset, cancellation)).Extent;
    }

    public async ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken cancellation)
    {
        DiskRange.Require(this, guestOffset, buffer.Length);
        while (buffer.Length > 0)
        {
            (DiskExtent extent, long grainOffset) = await grains.FindAsync(guestOffset, cancellation);
            Memory<byte> part = buffer[..(int)Math.Min(extent.LengthBytes, buffer.Length)];
            int inGrain = (int)(guestOffset % header.GrainBytes);
            if (extent.Kind != ExtentKind.Data)
            {
                part.Span.Clear();
            }
            else if (header.IsCompressed)
            {
                await ReadCompressedAsync(grainOffset, guestOffset - inGrain, inGrain, part, cancellation);
            }
            else
            {
                await source.ReadExactlyAsync(grainOffset + inGrain, part, "grain", cancellation);
            }

            guestOffset += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask ReadCompressedAsync(long grainOffset, long grainStart, int inGrain, Memory<byte> part, CancellationToken cancellation)
    {
        (long dataOffset, int dataBytes) = await DataAsync(grainOffset, grainStart, cancellation);
        byte[] compressed = ArrayPool<byte>.Shared.Rent(dataBytes);
        byte[]? whole = part.Length == header.GrainBytes ? null : ArrayPool<byte>.Shared.Rent(header.GrainBytes);
        try
        {
            await source.ReadExactlyAsync(dataOffset, compressed.AsMemory(0, dataBytes), "grain", cancellation);
            Memory<byte> grain = whole is null ? part : whole.AsMemory(0, header.GrainBytes);

            // The last grain may be compressed without what lies beyond the disk's end.
            int needed = (int)Math.Min(header.GrainBytes, VirtualSizeBytes - grainStart);
            if (memory.Decompressors.Decompress(compressed.AsSpan(0, dataBytes), grain.Span) < needed)
            {
                throw ImageFault.Corrupt("grain", $"data at {grainOffset} that does not decompress to {needed} bytes");
            }

            if (whole is not null)
            {
                grain.Slice(inGrain, part.Length).CopyTo(part);
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

    private async ValueTask<(long Offset, int Bytes)> DataAsync(long grainOffset, long grainStart, CancellationToken cancellation)
    {
        if (!header.HasMarkers)
        {
            return (grainOffset, (int)Math.Clamp(source.Length - grainOffset, 0, 2L * header.GrainBytes));
        }

        GrainMarker marker = await GrainMarker.ReadAsync(source, grainOffset, header, cancellation);
        return marker.Sector == grainStart / SectorBytes
            ? (grainOffset + GrainMarkerBytes, marker.DataBytes)
            : throw ImageFault.Corrupt("grain marker", $"sector {marker.Sector} where sector {grainStart / SectorBytes} belongs");
    }
}
