using System.IO.Compression;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Compresses with the streams of .NET.</summary>
internal sealed unsafe class DotNetCompressor(int level, BlockEncoding encoding) : IBlockCompressor
{
    private readonly ZLibCompressionOptions options = new() { CompressionLevel = level };

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* pointer = destination)
        {
            using UnmanagedMemoryStream output = new(pointer, 0, destination.Length, FileAccess.Write);
            try
            {
                using Stream compressed = encoding == BlockEncoding.Zlib
                    ? new ZLibStream(output, options, leaveOpen: true)
                    : new DeflateStream(output, options, leaveOpen: true);
                compressed.Write(source);
            }
            catch (NotSupportedException)
            {
                return 0; // the destination is full
            }

            return (int)output.Position;
        }
    }

    public void Dispose()
    {
    }
}
