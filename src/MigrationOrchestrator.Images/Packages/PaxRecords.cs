using System.Globalization;
using System.Text;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>What a pax extended header (POSIX.1-2001) changes about the entry after it. Only name and size matter to a package; packers of large disks use the size.</summary>
internal readonly record struct PaxRecords(string? Path, long? Size)
{
    /// <summary>The longest extended header that is read, in bytes.</summary>
    public const int LongestHeader = 64 * 1024;

    /// <summary>Reads records of the form "length key=value", each ended by a line feed.</summary>
    /// <exception cref="PackageException">A record is not of that form.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> records)
    {
        string? path = null;
        long? size = null;
        while (records.Length > 0)
        {
            int space = records.IndexOf((byte)' ');
            if (space is < 1 or > 6
                || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length <= space + 1 || length > records.Length || records[length - 1] != '\n')
            {
                throw Fault();
            }

            ReadOnlySpan<byte> record = records[(space + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                throw Fault();
            }

            string value = Encoding.UTF8.GetString(record[(equals + 1)..]);
            if (record[..equals].SequenceEqual("path"u8))
            {
                path = value;
            }
            else if (record[..equals].SequenceEqual("size"u8))
            {
                size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long told) ? told : throw Fault();
            }

            records = records[length..];
        }

        return new PaxRecords(path, size);
    }

    private static PackageException Fault() => new("package.tar", "An extended header of the package's tar archive is not understood. The file is damaged or no OVA; fetch it again.");
}
