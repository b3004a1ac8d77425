using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>How a VMDK is laid out.</summary>
/// <param name="GrainSectors">Sectors of a grain.</param>
/// <param name="IsStream">Compressed with markers and the directory at the end, as VMware exports; else plain with the directory in front.</param>
/// <param name="HasZeroGrains">Marks zero grains with table entries of 1.</param>
/// <param name="PaddingBytes">Zeros behind the end, as some stores add.</param>
internal sealed record SparseVmdkLayout(int GrainSectors = 128, bool IsStream = true, bool HasZeroGrains = false, int PaddingBytes = 0)
{
    public string? CreateType { get; init; }

    public string ExtentLine { get; init; } = "SPARSE \"generated-stream.vmdk\"";
}

/// <summary>Builds sparse VMDKs from VMware's "Virtual Disk Format 5.0" alone.</summary>
internal sealed class SparseVmdkBuilder(SparseVmdkLayout layout) : IDisposable
{
    private const int TableEntries = 512;
    private readonly MemoryStream file = new();

    public static byte[] Build(SparseVmdkLayout layout, byte[] content)
    {
        using SparseVmdkBuilder builder = new(layout);
        return builder.Build(content);
    }

    public void Dispose() => file.Dispose();

    private byte[] Build(byte[] content)
    {
        int grainBytes = layout.GrainSectors * 512;
        int grains = (content.Length + grainBytes - 1) / grainBytes;
        uint[][] tables = new uint[(grains + TableEntries - 1) / TableEntries][];
        uint[] directory = new uint[tables.Length];
        int directorySectors = (directory.Length * 4 + 511) / 512;
        int overhead = layout.IsStream ? 128 : 21 + directorySectors + tables.Length * 4;
        file.SetLength(overhead * 512L);
        file.Position = file.Length;
        for (int table = 0; table < tables.Length; table++)
        {
            tables[table] = new uint[TableEntries];
            for (int entry = 0; entry < TableEntries && table * TableEntries + entry < grains; entry++)
            {
                tables[table][entry] = Grain(content, (table * TableEntries + entry) * grainBytes, grainBytes);
            }

            directory[table] = layout.IsStream ? StreamTable(tables[table]) : (uint)(21 + directorySectors + table * 4);
        }

        if (layout.IsStream)
        {
            Marker(2, directorySectors);
            ulong directorySector = Sector();
            Write(directory, directorySectors);
            Marker(3, 1);
            file.Write(Header(content.Length, overhead, directorySector));
            Marker(0, 0);
            file.Write(new byte[layout.PaddingBytes]);
        }

        file.Position = 0;
        file.Write(Header(content.Length, overhead, layout.IsStream ? ulong.MaxValue : 21));
        file.Write(Encoding.ASCII.GetBytes(
            $"# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"{layout.CreateType ?? (layout.IsStream ? "streamOptimized" : "monolithicSparse")}\"\n"
            + $"RDONLY {(content.Length + 511) / 512} {layout.ExtentLine}\n"));
        if (!layout.IsStream)
        {
            file.Position = 21 * 512;
            Write(directory, directorySectors);
            foreach (uint[] table in tables)
            {
                Write(table, 4);
            }
        }

        return file.ToArray();
    }

    private uint Grain(byte[] content, int start, int grainBytes)
    {
        byte[] grain = new byte[grainBytes];
        content.AsSpan(start, Math.Min(grainBytes, content.Length - start)).CopyTo(grain);
        if (!grain.AsSpan().ContainsAnyExcept((byte)0))
        {
            return layout.HasZeroGrains ? 1u : 0;
        }

        ulong sector = Sector();
        if (!layout.IsStream)
        {
            file.Write(grain);
            return (uint)sector;
        }

        using MemoryStream data = new();
        using (ZLibStream zlib = new(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(grain.AsSpan(0, Math.Min(grainBytes, content.Length - start))); // the last grain is cut at the disk's end
        }

        file.Write(BitConverter.GetBytes(start / 512L));
        file.Write(BitConverter.GetBytes((int)data.Length));
        file.Write(data.ToArray());
        Pad();
        return (uint)sector;
    }

    private uint StreamTable(uint[] table)
    {
        Marker(1, 4);
        uint sector = (uint)Sector();
        Write(table, 4);
        return sector;
    }

    private byte[] Header(long contentBytes, int overhead, ulong directorySector)
    {
        byte[] header = new byte[512];
        "KDMV"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), layout.IsStream ? 3u : 1u);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (layout.IsStream ? 0x30001u : 1u) | (layout.HasZeroGrains ? 4u : 0));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), (contentBytes + 511) / 512);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), layout.GrainSectors);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(28), 1);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(36), 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), TableEntries);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(56), directorySector);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(64), overhead);
        "\n \r\n"u8.CopyTo(header.AsSpan(73));
        header[77] = (byte)(layout.IsStream ? 1 : 0);
        return header;
    }

    private ulong Sector() => (ulong)file.Position / 512;

    private void Marker(uint type, long sectors)
    {
        byte[] marker = new byte[512];
        BinaryPrimitives.WriteInt64LittleEndian(marker, sectors);
        BinaryPrimitives.WriteUInt32LittleEndian(marker.AsSpan(12), type);
        file.Write(marker);
    }

    private void Write(uint[] entries, int sectors)
    {
        byte[] bytes = new byte[sectors * 512];
        Buffer.BlockCopy(entries, 0, bytes, 0, entries.Length * 4);
        file.Write(bytes);
    }

    private void Pad() => file.Write(new byte[(512 - file.Position % 512) % 512]);
}
