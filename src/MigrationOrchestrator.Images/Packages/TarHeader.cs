using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>One header block of a ustar archive (POSIX.1-1988; GNU's binary numbers for files of 8 GiB and more).</summary>
/// <param name="Name">The entry's name with its prefix, as it stands.</param>
/// <param name="Size">Length of the entry's content in bytes.</param>
/// <param name="Type">The entry's type flag.</param>
internal readonly record struct TarHeader(string Name, long Size, char Type)
{
    public const int BlockBytes = 512;
    public const char RegularFile = '0';

    // Eleven octal digits.
    private const long LargestOctal = (1L << 33) - 1;
    private const int ChecksumAt = 148;
    private const int ChecksumBytes = 8;

    private static ReadOnlySpan<byte> Magic => "ustar\0"u8;

    /// <summary>The bytes that follow a content to fill its last block.</summary>
    public static int PaddingAfter(long size) => (int)((BlockBytes - (size % BlockBytes)) % BlockBytes);

    /// <summary>Writes the header of a regular file, owned by nobody in particular and readable by all.</summary>
    public static void Write(Span<byte> block, string name, long size, DateTimeOffset modified)
    {
        block.Clear();
        Encoding.ASCII.GetBytes(name, block[..100]);
        Octal(block.Slice(100, 8), 0b110_100_100);
        Octal(block.Slice(108, 8), 0);
        Octal(block.Slice(116, 8), 0);
        Size12(block.Slice(124, 12), size);
        Octal(block.Slice(136, 12), Math.Clamp(modified.ToUnixTimeSeconds(), 0, LargestOctal));
        block[156] = (byte)RegularFile;
        Magic.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);
        Span<byte> checksum = block.Slice(ChecksumAt, ChecksumBytes);
        Octal(checksum[..7], Checksum(block));
        checksum[7] = (byte)' ';
    }

    /// <summary>Reads a header block; null for a block of zeros, which ends an archive.</summary>
    /// <exception cref="PackageException">The block is no header.</exception>
    public static TarHeader? Read(ReadOnlySpan<byte> block, long position)
    {
        if (!block.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        // GNU tar writes "ustar  " where POSIX has "ustar", a zero and "00".
        if (!block.Slice(257, 5).SequenceEqual(Magic[..5]) || ParseOctal(block.Slice(ChecksumAt, ChecksumBytes)) != Checksum(block))
        {
            throw new PackageException("package.tar", string.Create(CultureInfo.InvariantCulture,
                $"At byte {position} the package should have a tar header, but its marker or checksum is wrong. The file is damaged or no OVA; fetch it again."));
        }

        if (ParseSize(block.Slice(124, 12)) is not { } size)
        {
            throw new PackageException("package.tar", string.Create(CultureInfo.InvariantCulture,
                $"The tar header at byte {position} tells a size that is no number from 0 to {long.MaxValue}. The package is refused."));
        }

        bool isPosix = block[262] == 0;
        string prefix = isPosix ? Text(block.Slice(345, 155)) : "";
        string name = Text(block[..100]);
        return new TarHeader(prefix.Length == 0 ? name : $"{prefix}/{name}", size, block[156] == 0 ? RegularFile : (char)block[156]);
    }

    private static void Size12(Span<byte> field, long size)
    {
        if (size <= LargestOctal)
        {
            Octal(field, size);
            return;
        }

        // Base 256, as GNU tar writes it: vSphere, VirtualBox and libarchive read it, while a pax header is an entry of its own that vSphere refuses.
        field[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
    }

    private static long? ParseSize(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) == 0)
        {
            return ParseOctal(field);
        }

        long size = BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        return field[0] == 0x80 && !field[1..4].ContainsAnyExcept((byte)0) && size >= 0 ? size : null;
    }

    private static void Octal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (int i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    private static long? ParseOctal(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> digits = field.Trim(" \0"u8);
        long value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return digits.Length == 0 ? null : value;
    }

    /// <summary>The sum of all bytes, those of the checksum taken as spaces.</summary>
    private static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = ChecksumBytes * ' ';
        for (int i = 0; i < BlockBytes; i++)
        {
            sum += i is >= ChecksumAt and < ChecksumAt + ChecksumBytes ? 0 : block[i];
        }

        return sum;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
