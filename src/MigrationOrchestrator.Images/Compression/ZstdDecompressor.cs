using ZstdSharp;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Expands Zstandard frames.</summary>
internal sealed class ZstdDecompressor : IBlockDecompressor
{
    private readonly Decompressor decompressor = new();

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        try
        {
            int size = FrameLength(source);
            return size < 0 ? -1 : decompressor.Unwrap(source[..size], destination);
        }
        catch (ZstdException)
        {
            return -1;
        }
    }

    public void Dispose() => decompressor.Dispose();

    /// <summary>The frame ends before the sector does; what follows it is not ours.</summary>
    private static unsafe int FrameLength(ReadOnlySpan<byte> source)
    {
        fixed (byte* pointer = source)
        {
            nuint size = ZstdSharp.Unsafe.Methods.ZSTD_findFrameCompressedSize(pointer, (nuint)source.Length);
            return size <= (nuint)source.Length ? (int)size : -1;
        }
    }
}
