using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Header and own descriptor of a sparse file, after the check that it names nothing but itself.</summary>
internal sealed record VmdkFacts(SparseExtentHeader Header, string CreateType)
{
    public static async ValueTask<VmdkFacts> ReadAsync(IRangedSource source, CancellationToken ct)
    {
        var header = await SparseExtentHeader.ReadAsync(source, ct);
        if (header.DescriptorSector == 0)
        {
            // A part of a split disk; alone it is the part that it is.
            return new VmdkFacts(header, "twoGbMaxExtentSparse");
        }

        var descriptor = await VmdkDescriptor.ReadAsync(
            source, header.DescriptorSector * SectorBytes, header.DescriptorSectors * SectorBytes, ct);

        // Other readers open what this text names, so it must name one sparse extent: this file, under whatever name.
        if (descriptor.CreateType is not ("monolithicSparse" or "streamOptimized") || descriptor.Extents is not [{ Type: "SPARSE" }])
        {
            var foreign = descriptor.Extents.FirstOrDefault(extent => extent.Type != "SPARSE") ?? descriptor.Extents[^1];
            throw new ImageException(
                ImageErrorCodes.ForeignExtent, "descriptor",
                $"createType '{ForeignText.Printable(descriptor.CreateType)}' with extent '{ForeignText.Printable(foreign.FileName ?? "")}'",
                "A sparse file must be its own only extent: export the disk again as streamOptimized.");
        }

        return new VmdkFacts(header, descriptor.CreateType);
    }
}
