using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Header and own descriptor of a sparse file, after the check that it names nothing but itself.</summary>
internal sealed record VmdkFacts(SparseExtentHeader Header, string CreateType)
{
    public static async ValueTask<VmdkFacts> ReadAsync(IRangedSource source, CancellationToken cancellation)
    {
        SparseExtentHeader header = await SparseExtentHeader.ReadAsync(source, cancellation);
        if (header.DescriptorSector == 0)
        {
            throw ImageFault.Unsupported(
                "header.descriptorOffset", "0: a file without a descriptor, one part of a split disk", "Give the disk's descriptor, the small .vmdk file that names this part, beside its parts.");
        }

        VmdkDescriptor descriptor = await VmdkDescriptor.ReadAsync(
            source, header.DescriptorSector * SectorBytes, header.DescriptorSectors * SectorBytes, cancellation);

        // Other readers open what this text names, so it must name one sparse extent: this file, under whatever name.
        if (descriptor.CreateType is not ("monolithicSparse" or "streamOptimized") || descriptor.Extents is not [{ Type: "SPARSE" }])
        {
            VmdkExtent foreign = descriptor.Extents.FirstOrDefault(extent => extent.Type != "SPARSE") ?? descriptor.Extents[^1];
            throw new ImageException(
                ImageErrorCodes.ForeignExtent, "descriptor",
                $"createType '{ForeignText.Printable(descriptor.CreateType)}' with extent '{ForeignText.Printable(foreign.FileName ?? "")}'",
                "A sparse file must be its own only extent: export the disk again as streamOptimized.");
        }

        header.RequireExtent(descriptor.Extents[0]);
        return new VmdkFacts(header, descriptor.CreateType);
    }
}
