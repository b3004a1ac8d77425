using System.Globalization;
using System.Text;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>An extent that a descriptor names.</summary>
/// <param name="Sectors">Guest sectors that it holds.</param>
/// <param name="Type">SPARSE, FLAT, VMFS, ZERO or another of VMware's words.</param>
/// <param name="FileName">The file, or null for ZERO.</param>
/// <param name="OffsetSectors">Where a flat extent's content starts in the file.</param>
internal sealed record VmdkExtent(long Sectors, string Type, string? FileName, long OffsetSectors);

/// <summary>The text that describes a VMDK, as a file of its own or inside a sparse extent.</summary>
internal sealed record VmdkDescriptor(string CreateType, IReadOnlyList<VmdkExtent> Extents)
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxExtents = 2048;

    /// <summary>Reads and checks a descriptor; a delta disk is refused here.</summary>
    public static async ValueTask<VmdkDescriptor> ReadAsync(IRangedSource source, long offset, long length, CancellationToken cancellation)
    {
        if (length is <= 0 or > MaxBytes)
        {
            throw ImageFault.Corrupt("descriptor", $"{length} bytes (at most {MaxBytes} are allowed)");
        }

        byte[] bytes = await source.ReadBytesAsync(offset, (int)length, "descriptor", cancellation);
        return Parse(Encoding.Latin1.GetString(bytes.AsSpan().TrimEnd((byte)0)));
    }

    private static VmdkDescriptor Parse(string text)
    {
        string createType = "";
        string parentId = "ffffffff";
        string parentHint = "not named";
        List<VmdkExtent> extents = new();
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Extent(line) is { } extent)
            {
                extents.Add(extent);
            }
            else if (line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value])
            {
                createType = Is(key, "createType") ? value.Trim('"') : createType;
                parentId = Is(key, "parentCID") ? value : parentId;
                parentHint = Is(key, "parentFileNameHint") ? value.Trim('"') : parentHint;
            }
        }

        if (!Is(parentId, "ffffffff") && !Is(parentId, "fffffffe"))
        {
            throw new ImageException(
                ImageErrorCodes.BackingFile, "descriptor.parentCID", $"parent disk '{ForeignText.Printable(parentHint)}'",
                "Consolidate the snapshots and export the whole disk: a parent would be read from this machine.");
        }

        if (extents.Count is 0 or > MaxExtents)
        {
            throw ImageFault.Corrupt("descriptor", $"{extents.Count} extents");
        }

        return new VmdkDescriptor(createType, extents);
    }

    /// <summary>Reads a line such as <c>RW 4192256 SPARSE "disk-s001.vmdk" 0</c>; null where it is none.</summary>
    private static VmdkExtent? Extent(string line)
    {
        string[] quoted = line.Split('"');
        if (quoted[0].Split(' ', 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not ["RW" or "RDONLY" or "NOACCESS", var size, var type, ..])
        {
            return null;
        }

        long sectors = Number(size, line);
        ImageFault.CheckVirtualSize("descriptor extent", (ulong)sectors * SectorBytes);
        long offset = quoted.Length > 2 && quoted[2].Trim() is { Length: > 0 } digits ? Number(digits, line) : 0;
        return new VmdkExtent(sectors, type, quoted.Length > 2 ? quoted[1] : null, offset);
    }

    private static long Number(string digits, string line) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= DiskImage.MaxVirtualSizeBytes / SectorBytes
            ? number
            : throw ImageFault.Corrupt("descriptor extent", $"'{ForeignText.Printable(line)}'");

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
