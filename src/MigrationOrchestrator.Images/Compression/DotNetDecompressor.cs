using System.IO.Compression;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Expands with the streams of .NET; always present.</summary>
internal sealed unsafe class DotNetDecompressor(BlockEncoding encoding) : IBlockDecompressor
{
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* pointer = source)
        {
            using UnmanagedMemoryStream input = new(pointer, source.Length);
            using Stream expanded = encoding == BlockEncoding.Zlib
                ? new ZLibStream(input, CompressionMode.Decompress)
                : new DeflateStream(input, CompressionMode.Decompress);
            try
            {
                int length = expanded.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
                return length == destination.Length && expanded.ReadByte() >= 0 ? -1 : length;
            }
            catch (InvalidDataException)
            {
                return -1;
            }
        }
    }

    public void Dispose()
    {
    }
}
