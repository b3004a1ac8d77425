using System.Buffers.Binary;
using System.Numerics;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>The header of a hosted sparse extent, checked; numbers are in sectors and little-endian in the file.</summary>
internal sealed record SparseExtentHeader(
    uint Version,
    uint Flags,
    long CapacitySectors,
    int GrainSectors,
    int TableEntries,
    long DescriptorSector,
    long DescriptorSectors,
    long DirectorySector)
{
    public const uint Magic = 0x564D444B; // "KDMV"

    private const int MaxGrainSectors = 4096; // 2 MiB; VMware writes 128
    private const int MaxPaddingBytes = 1 << 20;

    public bool IsCompressed => (Flags & FlagCompressed) != 0;

    public bool HasMarkers => (Flags & FlagMarkers) != 0;

    /// <summary>Whether a grain table entry of 1 stands for a grain of zeros.</summary>
    public bool HasZeroGrains => (Flags & FlagZeroGrain) != 0;

    public int GrainBytes => GrainSectors * SectorBytes;

    /// <summary>The fewest bytes that a grain takes in the file: entries are sector numbers, so each takes whole sectors.</summary>
    public int SmallestGrainBytes => IsCompressed
        ? (GrainMarkerBytes + SmallestBlock.Bytes(BlockEncoding.Zlib, GrainBytes) - 1) / SectorBytes * SectorBytes + SectorBytes
        : GrainBytes;

    public long CapacityBytes => CapacitySectors * SectorBytes;

    /// <summary>
    /// Whether it is read here. Every known writer makes tables of 512 entries; smaller ones, which qemu-img reads too, would
    /// only multiply the look-ups of a hostile image.
    /// </summary>
    public bool IsNativelyReadable => TableEntries == GrainTableEntries;

    /// <summary>Guest bytes that one grain table maps.</summary>
    public long TableSpan => (long)GrainTableEntries * GrainBytes;

    public long DirectoryEntries => (CapacityBytes - 1) / TableSpan + 1;

    /// <summary>
    /// Demands the size that a descriptor tells: the header's capacity, or less by a part of a grain, as VirtualBox rounds capacities up to whole grains.
    /// </summary>
    public void RequireExtent(VmdkExtent extent)
    {
        if (extent.Sectors > CapacitySectors || extent.Sectors <= CapacitySectors - GrainSectors)
        {
            throw ImageFault.Corrupt("descriptor extent", $"{extent.Sectors} sectors of '{ForeignText.Printable(extent.FileName ?? "")}', whose header has {CapacitySectors}");
        }
    }

    /// <summary>Reads the header, and the footer where the header sends a reader there.</summary>
    public static async ValueTask<SparseExtentHeader> ReadAsync(IRangedSource source, CancellationToken cancellation)
    {
        SparseExtentHeader header = Parse(await source.ReadBytesAsync(0, SectorBytes, "header", cancellation), "header");
        if (header.DirectorySector < 0)
        {
            (long DescriptorSector, long DescriptorSectors) descriptor = (header.DescriptorSector, header.DescriptorSectors);
            header = Parse(await ReadFooterAsync(source, cancellation), "footer");
            if (header.DirectorySector < 0)
            {
                throw ImageFault.Corrupt("footer.gdOffset", "a grain directory that is again 'at the end'");
            }

            header = header with { DescriptorSector = descriptor.DescriptorSector, DescriptorSectors = descriptor.DescriptorSectors };
        }

        if (header.IsNativelyReadable)
        {
            source.Require(header.DirectorySector * SectorBytes, header.DirectoryEntries * sizeof(uint), "gdOffset");
        }

        return header;
    }

    /// <summary>Refuses to read what is only inspected here.</summary>
    public void RequireNativelyReadable()
    {
        if (!IsNativelyReadable)
        {
            throw ImageFault.Unsupported("header.numGTEsPerGT", $"{TableEntries}", "Convert the disk with qemu-img, which reads smaller tables too.");
        }
    }

    /// <summary>Checks a header or footer; a directory sector of -1 means "at the end".</summary>
    public static SparseExtentHeader Parse(ReadOnlySpan<byte> sector, string field)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(sector);
        if (magic != Magic)
        {
            throw ImageFault.Corrupt($"{field}.magicNumber", $"0x{magic:x8} instead of 'KDMV'");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(sector[4..]);
        if (version is < 1 or > 3)
        {
            throw ImageFault.Unsupported($"{field}.version", $"{version}", "Known are 1 to 3: export the disk again as streamOptimized.");
        }

        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(sector[8..]);
        ushort algorithm = BinaryPrimitives.ReadUInt16LittleEndian(sector[77..]);
        if ((flags & FlagCompressed) != 0 && algorithm != DeflateCompression)
        {
            throw ImageFault.Unsupported($"{field}.compressAlgorithm", $"{algorithm}", "Known is 1 (deflate): export the disk again.");
        }

        if ((flags & FlagNewLineTest) != 0 && !sector[73..].StartsWith("\n \r\n"u8))
        {
            throw ImageFault.Corrupt($"{field}.newLine", "line ends that a text-mode transfer changed");
        }

        ulong capacity = BinaryPrimitives.ReadUInt64LittleEndian(sector[12..]);
        ImageFault.CheckVirtualSize($"{field}.capacity", capacity > long.MaxValue / SectorBytes ? ulong.MaxValue : capacity * SectorBytes);
        ulong grain = BinaryPrimitives.ReadUInt64LittleEndian(sector[20..]);
        if (grain is 0 or > MaxGrainSectors || !BitOperations.IsPow2(grain))
        {
            throw ImageFault.Corrupt($"{field}.grainSize", $"{grain} sectors (a power of two up to {MaxGrainSectors} is allowed)");
        }

        uint entries = BinaryPrimitives.ReadUInt32LittleEndian(sector[44..]);
        if (entries is 0 or > GrainTableEntries)
        {
            throw ImageFault.Corrupt($"{field}.numGTEsPerGT", $"{entries} (1 to {GrainTableEntries} are allowed)");
        }

        return new SparseExtentHeader(
            version, flags, (long)capacity, (int)grain, (int)entries,
            Sectors(sector[28..], $"{field}.descriptorOffset"), Sectors(sector[36..], $"{field}.descriptorSize"),
            BinaryPrimitives.ReadUInt64LittleEndian(sector[56..]) == DirectoryAtEnd ? -1 : Sectors(sector[56..], $"{field}.gdOffset"));
    }

    /// <summary>
    /// Footer marker, footer and end-of-stream marker are the last three sectors; some stores pad a file with zeros behind them.
    /// </summary>
    private static async ValueTask<byte[]> ReadFooterAsync(IRangedSource source, CancellationToken cancellation)
    {
        int length = (int)Math.Min(source.Length, MaxPaddingBytes + 3 * SectorBytes);
        byte[] tail = await source.ReadBytesAsync(source.Length - length, length, "footer", cancellation);
        long tailStart = source.Length - length;
        long lastUsed = tailStart + tail.AsSpan().LastIndexOfAnyExcept((byte)0);
        int footerEnd = (int)((lastUsed / SectorBytes + 1) * SectorBytes - tailStart);
        if (footerEnd < 2 * SectorBytes || footerEnd > length - SectorBytes)
        {
            throw ImageFault.Truncated("footer", source.Length - 3 * SectorBytes, 3 * SectorBytes, source.Length);
        }

        Span<byte> marker = tail.AsSpan(footerEnd - 2 * SectorBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(marker[8..]) != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(marker[GrainMarkerBytes..]) != (uint)MarkerType.Footer)
        {
            throw ImageFault.Truncated("footer", source.Length - 3 * SectorBytes, 3 * SectorBytes, source.Length);
        }

        return tail[(footerEnd - SectorBytes)..footerEnd];
    }

    private static long Sectors(ReadOnlySpan<byte> bytes, string field)
    {
        ulong sectors = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return sectors <= long.MaxValue / SectorBytes / 2 ? (long)sectors : throw ImageFault.Corrupt(field, $"sector {sectors}");
    }
}
