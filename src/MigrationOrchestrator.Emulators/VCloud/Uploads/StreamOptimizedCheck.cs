using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>
/// Reads a streamOptimized VMDK from its first to its last byte as an importer does: header, embedded descriptor, every grain inflated, end-of-stream
/// marker, nothing after it (VMware, "Virtual Disk Format 5.0", stream-optimized compressed sparse extents).
/// </summary>
internal sealed class StreamOptimizedCheck(Stream file)
{
    private const int Sector = 512;
    private const uint Magic = 0x564d444b;
    private const uint CompressedWithMarkers = 0x30000;
    private const ulong DirectoryAtEnd = ulong.MaxValue;

    private readonly byte[] sector = new byte[Sector];

    /// <summary>The file's capacity in bytes.</summary>
    /// <exception cref="InvalidDataException">It breaks the format; the message says where.</exception>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        await ReadSectorAsync("the header", cancellation);
        Header header = ReadHeader(sector);
        await CheckDescriptorAsync(header, cancellation);
        file.Position = header.Overhead * Sector;
        await WalkAsync(header, cancellation);
        return header.CapacitySectors * Sector;
    }

    private static Header ReadHeader(byte[] bytes)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            throw new InvalidDataException("invalid sparse VMDK header: the file does not begin with KDMV.");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4));
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        Header header = new(
            (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(12)),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(20)),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(28)),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(36)),
            (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(64)),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(56)) == DirectoryAtEnd);
        if (version != 3)
        {
            throw new InvalidDataException($"not a supported disk format (sparse VMDK version {version}; 3 is needed).");
        }

        if ((flags & CompressedWithMarkers) != CompressedWithMarkers || BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(77)) != 1)
        {
            throw new InvalidDataException("the VMDK is not stream-optimized: compressed grains with markers are needed.");
        }

        return header is { CapacitySectors: > 0 and < 1L << 40, GrainSectors: > 0 and <= 4096, Overhead: > 0 and < 1L << 32, DescriptorSectors: > 0 and <= 256, DescriptorOffset: > 0 and < 1L << 32 }
            ? header
            : throw new InvalidDataException("invalid sparse VMDK header: its numbers are out of range.");
    }

    private async Task CheckDescriptorAsync(Header header, CancellationToken cancellation)
    {
        byte[] text = new byte[header.DescriptorSectors * Sector];
        file.Position = header.DescriptorOffset * Sector;
        if (await file.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellation) != text.Length
            || !Encoding.ASCII.GetString(text).Contains("createType=\"streamOptimized\"", StringComparison.Ordinal))
        {
            throw new InvalidDataException("the embedded descriptor does not say createType=\"streamOptimized\".");
        }
    }

    private async Task WalkAsync(Header header, CancellationToken cancellation)
    {
        long lastGrain = -1;
        bool footer = !header.DirectoryAtEnd;
        while (true)
        {
            long at = file.Position;
            await ReadSectorAsync("a marker", cancellation);
            long value = (long)BinaryPrimitives.ReadUInt64LittleEndian(sector);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(8));
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(12));
            if (size > 0)
            {
                await CheckGrainAsync(header, at, value, size, lastGrain, cancellation);
                lastGrain = value;
            }
            else if (type == 0)
            {
                CheckEnd(footer);
                return;
            }
            else if (type is 1 or 2 or 3 && value is > 0 and < 1L << 24)
            {
                footer |= type == 3;
                file.Position += value * Sector;
            }
            else
            {
                throw new InvalidDataException($"an unknown marker of type {type} at byte {at}.");
            }
        }
    }

    private void CheckEnd(bool footer)
    {
        if (file.Position != file.Length)
        {
            throw new InvalidDataException($"the end-of-stream marker is at byte {file.Position - Sector}, and {file.Length - file.Position} bytes follow it.");
        }

        if (!footer)
        {
            throw new InvalidDataException("the header promises a grain directory at the end, and there is no footer.");
        }
    }

    private async Task CheckGrainAsync(Header header, long at, long lba, uint size, long last, CancellationToken cancellation)
    {
        long grainBytes = header.GrainSectors * Sector;
        if (lba < 0 || lba % header.GrainSectors != 0 || lba <= last || lba >= header.CapacitySectors || size > grainBytes * 2)
        {
            throw new InvalidDataException($"a grain of sector {lba} at byte {at} is out of order or out of range.");
        }

        byte[] compressed = new byte[size];
        int inSector = (int)Math.Min(size, Sector - 12);
        sector.AsSpan(12, inSector).CopyTo(compressed);
        if (await file.ReadAtLeastAsync(compressed.AsMemory(inSector), compressed.Length - inSector, throwOnEndOfStream: false, cancellation) != compressed.Length - inSector)
        {
            throw new InvalidDataException($"the file ends within a grain at byte {at}.");
        }

        file.Position = (file.Position + Sector - 1) / Sector * Sector;
        CheckInflates(compressed, grainBytes, at);
    }

    private static void CheckInflates(byte[] compressed, long grainBytes, long at)
    {
        using ZLibStream inflated = new(new MemoryStream(compressed), CompressionMode.Decompress);
        byte[] grain = new byte[grainBytes + 1];
        if (inflated.ReadAtLeast(grain, grain.Length, throwOnEndOfStream: false) > grainBytes)
        {
            throw new InvalidDataException($"a grain at byte {at} inflates to more than {grainBytes} bytes.");
        }
    }

    private async Task ReadSectorAsync(string what, CancellationToken cancellation)
    {
        if (await file.ReadAtLeastAsync(sector, Sector, throwOnEndOfStream: false, cancellation) != Sector)
        {
            throw new InvalidDataException($"the file ends where {what} is expected; there is no end-of-stream marker.");
        }
    }

    private sealed record Header(long CapacitySectors, long GrainSectors, long DescriptorOffset, long DescriptorSectors, long Overhead, bool DirectoryAtEnd);
}
