using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MigrationOrchestrator.VCloud.Tests.Bench;

/// <summary>Builds a streamOptimized VMDK by hand: header, descriptor, one compressed grain for each 64 KiB that is not zero, end-of-stream marker.</summary>
internal static class TinyVmdk
{
    private const int Sector = 512;
    private const int GrainBytes = 64 * 1024;
    private const int OverheadSectors = 128;

    /// <param name="content">The disk's content; a multiple of 64 KiB.</param>
    /// <param name="endOfStream">Whether the end-of-stream marker is written.</param>
    public static byte[] Build(ReadOnlySpan<byte> content, bool endOfStream = true)
    {
        using MemoryStream file = new();
        file.Write(Header(content.Length / Sector));
        byte[] descriptor = new byte[20 * Sector];
        Encoding.ASCII.GetBytes("# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"streamOptimized\"\n").CopyTo(descriptor, 0);
        file.Write(descriptor);
        file.SetLength(OverheadSectors * Sector);
        file.Position = file.Length;
        for (int offset = 0; offset < content.Length; offset += GrainBytes)
        {
            ReadOnlySpan<byte> grain = content.Slice(offset, GrainBytes);
            if (grain.ContainsAnyExcept((byte)0))
            {
                WriteGrain(file, offset / Sector, grain);
            }
        }

        WriteDirectory(file);
        if (endOfStream)
        {
            file.Write(new byte[Sector]);
        }

        return file.ToArray();
    }

    /// <summary>Content that does not compress, the same for the same seed.</summary>
    public static byte[] Content(int grains, int seed = 7)
    {
        byte[] content = new byte[grains * GrainBytes];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static byte[] Header(long sectors)
    {
        byte[] header = new byte[Sector];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x564d444b);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), 3);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), 0x30001);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), sectors);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), GrainBytes / Sector);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(28), 1);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(36), 20);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(44), 512);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(56), 21);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(64), OverheadSectors);
        "\n \r\n"u8.CopyTo(header.AsSpan(73));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(77), 1);
        return header;
    }

    private static void WriteGrain(MemoryStream file, long sector, ReadOnlySpan<byte> grain)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(grain);
        }

        byte[] marker = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(marker, sector);
        BinaryPrimitives.WriteUInt32LittleEndian(marker.AsSpan(8), (uint)compressed.Length);
        file.Write(marker);
        compressed.WriteTo(file);
        file.Write(new byte[(Sector - (int)(file.Length % Sector)) % Sector]);
    }

    private static void WriteDirectory(MemoryStream file)
    {
        byte[] marker = new byte[Sector];
        BinaryPrimitives.WriteInt64LittleEndian(marker, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(marker.AsSpan(12), 2);
        file.Write(marker);
        file.Write(new byte[Sector]);
    }
}
