using System.Buffers.Binary;
using System.IO.Compression;

namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Builds qcow2 images from the specification alone, with any cluster size and a mix of cluster kinds.</summary>
internal sealed class Qcow2Builder(int clusterBits, bool isVersion3, bool hasExtendedL2, Random random) : IDisposable
{
    private readonly MemoryStream file = new();

    private int ClusterBytes => 1 << clusterBits;

    private int L2EntryBytes => hasExtendedL2 ? 16 : 8;

    public static byte[] Build(int clusterBits, bool isVersion3, bool hasExtendedL2, Random random, byte[] content)
    {
        using Qcow2Builder builder = new(clusterBits, isVersion3, hasExtendedL2, random);
        return builder.Build(content);
    }

    private byte[] Build(byte[] content)
    {
        int clusters = (content.Length + ClusterBytes - 1) / ClusterBytes;
        int perTable = ClusterBytes / L2EntryBytes;
        int tables = (clusters + perTable - 1) / perTable;
        byte[] l1 = new byte[tables * 8];
        file.SetLength(ClusterBytes);
        long l1Offset = Append(l1, isAligned: true);
        for (int table = 0; table < tables; table++)
        {
            byte[] l2 = new byte[ClusterBytes];
            for (int index = 0; index < perTable && table * perTable + index < clusters; index++)
            {
                byte[] cluster = new byte[ClusterBytes];
                int start = (table * perTable + index) * ClusterBytes;
                content.AsSpan(start, Math.Min(ClusterBytes, content.Length - start)).CopyTo(cluster);
                WriteEntry(l2.AsSpan(index * L2EntryBytes), cluster);
            }

            if (l2.AsSpan().ContainsAnyExcept((byte)0))
            {
                BinaryPrimitives.WriteUInt64BigEndian(l1.AsSpan(table * 8), (ulong)Append(l2, isAligned: true) | 1UL << 63);
            }
        }

        file.Position = l1Offset;
        file.Write(l1);
        file.Position = 0;
        file.Write(Header(content.Length, tables, l1Offset));
        return file.ToArray();
    }

    public void Dispose() => file.Dispose();

    private byte[] Header(long size, int l1Entries, long l1Offset)
    {
        byte[] header = new byte[isVersion3 ? 104 : 72];
        "QFI"u8.CopyTo(header);
        header[3] = 0xFB;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), isVersion3 ? 3u : 2u);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(20), clusterBits);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(24), size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(36), l1Entries);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(40), l1Offset);
        if (isVersion3)
        {
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(72), hasExtendedL2 ? 16u : 0u);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(96), 4);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(100), 104);
        }

        return header;
    }

    private void WriteEntry(Span<byte> entry, byte[] cluster)
    {
        if (!cluster.AsSpan().ContainsAnyExcept((byte)0))
        {
            if (isVersion3 && !hasExtendedL2 && random.Next(2) == 0)
            {
                BinaryPrimitives.WriteUInt64BigEndian(entry, 1); // reads as zeros
            }

            return;
        }

        if (random.Next(2) == 0 && Deflate(cluster) is { } compressed)
        {
            long offset = Append(compressed, isAligned: false);
            long sectors = (offset + compressed.Length - 1) / 512 - offset / 512;
            BinaryPrimitives.WriteUInt64BigEndian(entry, 1UL << 62 | (ulong)sectors << 62 - (clusterBits - 8) | (ulong)offset);
            return;
        }

        BinaryPrimitives.WriteUInt64BigEndian(entry, (ulong)Append(cluster, isAligned: true) | 1UL << 63);
        if (hasExtendedL2)
        {
            BinaryPrimitives.WriteUInt64BigEndian(entry[8..], Subclusters(cluster));
        }
    }

    private ulong Subclusters(byte[] cluster)
    {
        ulong bitmap = 0UL;
        int bytes = ClusterBytes / 32;
        for (int i = 0; i < 32; i++)
        {
            bool isZero = !cluster.AsSpan(i * bytes, bytes).ContainsAnyExcept((byte)0);
            bitmap |= !isZero ? 1UL << i : random.Next(2) == 0 ? 1UL << i + 32 : 0;
        }

        return bitmap;
    }

    private byte[]? Deflate(byte[] cluster)
    {
        using MemoryStream output = new();
        using (DeflateStream deflate = new(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(cluster);
        }

        return output.Length < ClusterBytes ? output.ToArray() : null;
    }

    private long Append(byte[] bytes, bool isAligned)
    {
        file.Position = isAligned ? (file.Length + ClusterBytes - 1) / ClusterBytes * ClusterBytes : file.Length;
        long offset = file.Position;
        file.Write(bytes);
        return offset;
    }
}
