using MigrationOrchestrator.Images.Formats.Raw;
using MigrationOrchestrator.Images.Reading;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>Opens VHDs: a fixed one is raw content with a footer, a dynamic one has a table of blocks.</summary>
internal static class VhdReader
{
    public static async ValueTask<IDiskReader> OpenAsync(IRangedSource source, CancellationToken cancellation)
    {
        VhdFooter footer = await VhdFooter.ReadAsync(source, cancellation);
        if (footer.Type == VhdType.Dynamic)
        {
            return new DynamicVhdReader(source, footer, await VhdDynamicHeader.ReadAsync(source, footer, cancellation));
        }

        source.Require(0, footer.SizeBytes + VhdFooter.Bytes, "footer.currentSize");
        ConcatenatedDisk disk = new(ImageFormat.Vhd);
        disk.Add(RawReader.Open(source), footer.SizeBytes);
        return disk;
    }
}
