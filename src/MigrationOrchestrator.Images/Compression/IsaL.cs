using System.Runtime.InteropServices;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Intel's ISA-L (Debian package libisal2): the fastest deflate there is, at a somewhat larger size.</summary>
internal sealed unsafe class IsaL : IDeflateLibrary
{
    private readonly delegate* unmanaged<void*, void> init;
    private readonly delegate* unmanaged<void*, int> compress;

    private IsaL(nint library)
    {
        init = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(library, "isal_deflate_stateless_init");
        compress = (delegate* unmanaged<void*, int>)NativeLibrary.GetExport(library, "isal_deflate_stateless");
    }

    public string Name => "ISA-L";

    /// <summary>Loads the library from the system's own folders, or returns null.</summary>
    public static IsaL? TryLoad() =>
        Environment.Is64BitProcess && NativeLibrary.TryLoad("libisal.so.2", out nint library)
        && NativeLibrary.TryGetExport(library, "isal_deflate_stateless_init", out _)
            ? new IsaL(library)
            : null;

    /// <summary>Level 2 is as fast as level 1 and smaller.</summary>
    public int LevelFor(ConversionLevel level) => level == ConversionLevel.Fast ? 2 : 3;

    public IBlockCompressor Compressor(int level, BlockEncoding encoding) => new BlockCompressor(this, level, encoding);

    /// <summary>The head of struct isal_zstream of igzip_lib.h, version 2; what follows is the library's own.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StreamHead
    {
        public byte* NextIn;
        public uint AvailableIn;
        public uint TotalIn;
        public byte* NextOut;
        public uint AvailableOut;
        public uint TotalOut;
        public void* HuffmanTables;
        public uint Level;
        public uint LevelBufferBytes;
        public byte* LevelBuffer;
        public ushort EndOfStream;
        public ushort Flush;
        public ushort Framing;
        public ushort HistoryBits;
    }

    private sealed class BlockCompressor : IBlockCompressor
    {
        private const int StreamBytes = 256 * 1024; // the structure takes 82,384 bytes in version 2.30
        private const int LevelBufferBytes = 1024 * 1024; // ISAL_DEF_LVL3_EXTRA_LARGE is 603,136
        private const ushort ZlibFraming = 3; // IGZIP_ZLIB
        private const int Success = 0;

        private readonly IsaL library;
        private readonly uint level;
        private readonly ushort framing;
        private void* memory = NativeMemory.AllocZeroed(StreamBytes + LevelBufferBytes);

        public BlockCompressor(IsaL library, int level, BlockEncoding encoding)
        {
            this.library = library;
            this.level = (uint)level;
            framing = encoding == BlockEncoding.Zlib ? ZlibFraming : (ushort)0;
        }

        ~BlockCompressor() => Free();

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            ObjectDisposedException.ThrowIf(memory is null, this);
            StreamHead* stream = (StreamHead*)memory;
            library.init(stream);
            fixed (byte* input = source, output = destination)
            {
                stream->NextIn = input;
                stream->AvailableIn = (uint)source.Length;
                stream->NextOut = output;
                stream->AvailableOut = (uint)destination.Length;
                stream->Level = level;
                stream->LevelBuffer = (byte*)memory + StreamBytes;
                stream->LevelBufferBytes = LevelBufferBytes;
                stream->EndOfStream = 1;
                stream->Framing = framing;
                return library.compress(stream) == Success ? (int)stream->TotalOut : 0;
            }
        }

        public void Dispose()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            NativeMemory.Free(memory);
            memory = null;
        }
    }
}
