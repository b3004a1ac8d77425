using System.Diagnostics;
using System.Security.Cryptography;
using MigrationOrchestrator.Images.Compression;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>1 MiB of guest content on its way through the pipeline, with its buffers; slices are used again and again.</summary>
internal sealed class Slice(int maxEncodedBytes)
{
    /// <summary>Guest bytes in a slice: a block of the guest digest.</summary>
    public const int Bytes = GuestDigest.BlockBytes;

    /// <summary>Content, padded with zeros at the end of the disk.</summary>
    public byte[] Content { get; } = GC.AllocateUninitializedArray<byte>(Bytes);

    /// <summary>What the writer made of the content.</summary>
    public byte[] Encoded { get; } = GC.AllocateUninitializedArray<byte>(maxEncodedBytes);

    /// <summary>The blocks in <see cref="Encoded"/>, in guest order.</summary>
    public List<EncodedBlock> Blocks { get; } = [];

    /// <summary>SHA-256 of <see cref="Content"/>, unless <see cref="IsZero"/>.</summary>
    public byte[] Leaf { get; } = new byte[SHA256.HashSizeInBytes];

    public long GuestOffset { get; private set; }

    public bool IsZero { get; private set; }

    /// <summary>Bytes used in <see cref="Encoded"/>.</summary>
    public int EncodedLength { get; set; }

    /// <summary>The level chosen for this slice.</summary>
    public ConversionLevel Level { get; private set; }

    /// <summary>Completes when the slice is encoded, fails when it could not be.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    public void Reset(long guestOffset, ConversionLevel level)
    {
        GuestOffset = guestOffset;
        Level = level;
        EncodedLength = 0;
        IsZero = false;
        Blocks.Clear();
    }

    /// <summary>Hashes and encodes the content; <paramref name="compressors"/> is null where nothing is compressed.</summary>
    public void Encode(IImageWriter writer, CompressorSet? compressors)
    {
        IsZero = Zeros.All(Content);
        if (IsZero)
        {
            return;
        }

        SHA256.HashData(Content, Leaf);
        if (compressors is null)
        {
            writer.Encode(this, null);
            return;
        }

        IBlockCompressor compressor = compressors.Rent(Level);
        long start = Stopwatch.GetTimestamp();
        try
        {
            writer.Encode(this, compressor);
        }
        finally
        {
            compressors.Return(Level, compressor, this, Stopwatch.GetElapsedTime(start));
        }
    }
}

/// <summary>A block that is not all zeros.</summary>
/// <param name="Index">The block's number within the slice, in the writer's block size.</param>
/// <param name="Start">First byte in the slice's encoded buffer.</param>
/// <param name="Length">Number of bytes there; 0 where the content is stored as it is.</param>
internal readonly record struct EncodedBlock(int Index, int Start, int Length);
