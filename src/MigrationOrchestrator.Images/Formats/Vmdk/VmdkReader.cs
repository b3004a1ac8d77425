using MigrationOrchestrator.Images.Formats.Raw;
using MigrationOrchestrator.Images.Reading;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Opens a VMDK: one sparse file that holds its own descriptor, or a descriptor and the extents of its package.</summary>
internal static class VmdkReader
{
    public static async ValueTask<IDiskReader> OpenAsync(IRangedSource source, IImagePackage? package, CancellationToken cancellation)
    {
        if (await IsSparseExtentAsync(source, cancellation))
        {
            VmdkFacts facts = await VmdkFacts.ReadAsync(source, cancellation);
            facts.Header.RequireNativelyReadable();
            ExtentMemory alone = new();
            ConcatenatedDisk disk = new(ImageFormat.Vmdk);
            disk.Own(alone);
            disk.Add(new SparseExtentReader(source, facts.Header, alone), facts.Header.CapacityBytes);
            return disk;
        }

        await EsxExtent.RefuseAsync(source, cancellation);

        VmdkDescriptor descriptor = await VmdkDescriptor.ReadAsync(source, 0, source.Length, cancellation);
        ConcatenatedDisk parts = new(ImageFormat.Vmdk);
        try
        {
            ExtentMemory memory = new();
            parts.Own(memory);
            Dictionary<string, long> mapped = new(StringComparer.Ordinal);
            foreach (VmdkExtent extent in descriptor.Extents)
            {
                await AddAsync(parts, extent, package, memory, mapped, cancellation);
                ImageFault.CheckVirtualSize("descriptor", (ulong)parts.VirtualSizeBytes);
            }

            return parts;
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    public static async ValueTask<bool> IsSparseExtentAsync(IRangedSource source, CancellationToken cancellation) =>
        source.Length >= sizeof(uint)
        && BitConverter.ToUInt32(await source.ReadBytesAsync(0, sizeof(uint), "header", cancellation)) == SparseExtentHeader.Magic;

    private static async ValueTask AddAsync(
        ConcatenatedDisk parts, VmdkExtent extent, IImagePackage? package, ExtentMemory memory, Dictionary<string, long> mapped, CancellationToken cancellation)
    {
        long length = extent.Sectors * SectorBytes;
        if (extent.Type == "ZERO")
        {
            parts.AddZeros(length);
            return;
        }

        IRangedSource file = await OpenFileAsync(extent, package, cancellation);
        parts.Own(file);
        long before = mapped.GetValueOrDefault(extent.FileName!);
        mapped[extent.FileName!] = before + length;
        switch (extent.Type)
        {
            case "SPARSE":
                SparseExtentHeader header = await SparseExtentHeader.ReadAsync(file, cancellation);
                header.RequireNativelyReadable();
                header.RequireExtent(extent);
                if (before > 0)
                {
                    throw ImageFault.Overlap("descriptor extent", before + length, length);
                }

                parts.Add(new SparseExtentReader(file, header, memory), length);
                break;
            case "FLAT" or "VMFS":
                long start = extent.OffsetSectors * SectorBytes;
                file.Require(start, length, "descriptor extent");
                if (before + length > file.Length)
                {
                    throw ImageFault.Overlap("descriptor extent", before + length, file.Length);
                }

                parts.Add(RawReader.Open(start == 0 && file.Length == length ? file : new SourceWindow(file, start, length)), length);
                break;
            default:
                throw ImageFault.Unsupported("descriptor extent", extent.Type, "Export the disk as streamOptimized, monolithicSparse or flat.");
        }
    }

    private static async ValueTask<IRangedSource> OpenFileAsync(VmdkExtent extent, IImagePackage? package, CancellationToken cancellation)
    {
        string name = extent.FileName ?? "";
        bool isBareName = name.Length is > 0 and <= 255 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;
        return isBareName && package is not null && await package.OpenAsync(name, cancellation) is { } file
            ? file
            : throw new ImageException(
                ImageErrorCodes.ForeignExtent, "descriptor extent", $"file '{ForeignText.Printable(name)}', which is not in the package",
                "Deliver all extents together under their bare names, or export the disk as one streamOptimized file.");
    }
}
