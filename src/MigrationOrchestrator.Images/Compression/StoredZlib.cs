using System.Buffers.Binary;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Wraps content that does not compress into a zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).</summary>
internal static class StoredZlib
{
    private const int MaxBlockBytes = ushort.MaxValue;
    private const int FramingBytes = 2 + 4; // header and Adler-32
    private const int BlockHeaderBytes = 5;

    /// <summary>Length of the stream for content of a length.</summary>
    public static int Length(int contentBytes) =>
        FramingBytes + contentBytes + BlockHeaderBytes * ((contentBytes + MaxBlockBytes - 1) / MaxBlockBytes);

    /// <summary>Writes the stream and returns its length.</summary>
    public static int Write(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        destination[0] = 0x78;
        destination[1] = 0x01;
        int position = 2;
        for (ReadOnlySpan<byte> rest = content; rest.Length > 0;)
        {
            ReadOnlySpan<byte> block = rest[..Math.Min(rest.Length, MaxBlockBytes)];
            rest = rest[block.Length..];
            destination[position] = (byte)(rest.Length == 0 ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(position + 1)..], (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(position + 3)..], (ushort)~block.Length);
            block.CopyTo(destination[(position + BlockHeaderBytes)..]);
            position += BlockHeaderBytes + block.Length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(destination[position..], Adler32(content));
        return position + 4;
    }

    private static uint Adler32(ReadOnlySpan<byte> content)
    {
        const uint modulus = 65521;
        const int maxUnreduced = 5552; // the most bytes before the sums could overflow 32 bits
        uint a = 1, b = 0;
        for (; content.Length > 0; content = content[Math.Min(maxUnreduced, content.Length)..])
        {
            foreach (byte value in content[..Math.Min(maxUnreduced, content.Length)])
            {
                a += value;
                b += a;
            }

            a %= modulus;
            b %= modulus;
        }

        return b << 16 | a;
    }
}
