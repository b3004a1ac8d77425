using System.Buffers.Binary;
using System.Text;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>What the header extensions say that matters here: names to show in a refusal.</summary>
internal sealed record Qcow2HeaderExtensions(string? DataFile, IReadOnlyDictionary<int, string> IncompatibleFeatureNames)
{
    private const uint End = 0;
    private const uint DataFileName = 0x44415441;
    private const uint FeatureNameTable = 0x6803F857;
    private const int FeatureNameBytes = 48;

    /// <summary>Reads the extensions, which lie between the header and the end of the first cluster.</summary>
    public static async ValueTask<Qcow2HeaderExtensions> ReadAsync(
        IRangedSource source, uint headerLength, int clusterBytes, CancellationToken cancellation)
    {
        // A cluster is at most 2 MiB; extensions that matter fit into its first 64 KiB.
        int length = (int)Math.Min(source.Length, Math.Min(clusterBytes, 64 * 1024));
        byte[] cluster = await source.ReadBytesAsync(0, length, "header extensions", cancellation);
        string? dataFile = null;
        Dictionary<int, string> names = new();
        int offset = (int)headerLength;
        while (offset + 8 <= length)
        {
            uint type = BinaryPrimitives.ReadUInt32BigEndian(cluster.AsSpan(offset));
            uint size = BinaryPrimitives.ReadUInt32BigEndian(cluster.AsSpan(offset + 4));
            offset += 8;
            if (type == End)
            {
                break;
            }

            if (size > length - offset)
            {
                throw ImageFault.Corrupt("header extensions", $"extension 0x{type:x8} of {size} bytes");
            }

            Span<byte> body = cluster.AsSpan(offset, (int)size);
            if (type == DataFileName)
            {
                dataFile = Encoding.UTF8.GetString(body);
            }
            else if (type == FeatureNameTable)
            {
                ReadNames(body, names);
            }

            offset += (int)((size + 7) & ~7u);
        }

        return new Qcow2HeaderExtensions(dataFile, names);
    }

    private static void ReadNames(ReadOnlySpan<byte> table, Dictionary<int, string> names)
    {
        for (; table.Length >= FeatureNameBytes; table = table[FeatureNameBytes..])
        {
            const byte incompatible = 0;
            if (table[0] == incompatible)
            {
                names[table[1]] = Encoding.UTF8.GetString(table[2..FeatureNameBytes].TrimEnd((byte)0));
            }
        }
    }
}
