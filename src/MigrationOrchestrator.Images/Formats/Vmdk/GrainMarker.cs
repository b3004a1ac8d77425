using System.Buffers.Binary;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>What precedes a compressed grain.</summary>
/// <param name="Sector">First guest sector of the grain.</param>
/// <param name="DataBytes">Length of the compressed data that follows the marker.</param>
internal readonly record struct GrainMarker(long Sector, int DataBytes)
{
    /// <summary>Reads a marker and checks that its data lies in the file and is at most two grains long.</summary>
    public static async ValueTask<GrainMarker> ReadAsync(IRangedSource source, long offset, SparseExtentHeader header, CancellationToken cancellation)
    {
        byte[] bytes = await source.ReadBytesAsync(offset, GrainMarkerBytes, "grain marker", cancellation);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(long)));
        if (length == 0 || length > 2 * header.GrainBytes)
        {
            throw ImageFault.Corrupt("grain marker", $"{length} bytes of data at {offset}");
        }

        source.Require(offset + GrainMarkerBytes, length, "grain");
        return new GrainMarker(BinaryPrimitives.ReadInt64LittleEndian(bytes), (int)length);
    }
}
