using MigrationOrchestrator.Images.Formats.Vmdk;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images;

/// <summary>
/// Gives qemu-img's streamOptimized output the exact length and the end-of-stream marker that streaming importers need.
/// </summary>
/// <remarks>
/// qemu-img keeps the last grain's full allocation, so that zero sectors follow a compressible last grain, and writes no
/// marker: importers take the first zero sector for the end and find that the manifest's digest does not match.
/// </remarks>
public static class StreamOptimizedRepair
{
    /// <summary>Cuts the file after its last grain and appends the marker, in place; a file that needs neither is left alone.</summary>
    /// <param name="path">A streamOptimized VMDK.</param>
    /// <param name="ct">Cancels while the tables are read; the file is then unchanged.</param>
    /// <returns>The file's exact length in bytes: what <c>ovf:size</c> must say.</returns>
    /// <exception cref="ImageException">The file is no streamOptimized VMDK, or is damaged.</exception>
    public static async Task<long> RepairAsync(string path, CancellationToken ct)
    {
        long end;
        await using (var source = FileSource.Open(path))
        {
            var sector = await source.ReadBytesAsync(0, SectorBytes, "header", ct);
            var header = SparseExtentHeader.Parse(sector, "header");
            if (!header.IsCompressed || !header.HasMarkers)
            {
                throw ImageFault.Unsupported("header.flags", $"0x{header.Flags:x}", "Convert with -O vmdk -o subformat=streamOptimized.");
            }

            if (header.DirectorySector < 0)
            {
                return source.Length; // a footer ends with the marker already
            }

            end = await new GrainMap(source, header).EndOfContentAsync(ct) + SectorBytes;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.None);
        RandomAccess.SetLength(file, end - SectorBytes); // what is cut off comes back as zeros: the marker
        RandomAccess.SetLength(file, end);
        RandomAccess.FlushToDisk(file);
        return end;
    }
}
