using System.Globalization;
using System.Text;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Writes the text that describes a VMDK.</summary>
internal static class VmdkDescriptorText
{
    private const int Heads = 255;
    private const int SectorsPerTrack = 63;

    /// <summary>Writes the descriptor of a streamOptimized file, whose only extent is the file itself.</summary>
    public static void WriteStreamOptimized(Span<byte> target, long capacityBytes)
    {
        var sectors = capacityBytes / SparseExtentLayout.SectorBytes;
        var cylinders = Math.Clamp(sectors / (Heads * SectorsPerTrack), 1, 65535);
        // The content id only tells a parent from its children; a file that never has a child needs no random one.
        var contentId = (uint)(sectors * 2654435761 % 0xFFFFFFFD) + 1;
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            # Disk DescriptorFile
            version=1
            CID={contentId:x8}
            parentCID=ffffffff
            createType="streamOptimized"

            # Extent description
            RDONLY {sectors} SPARSE "generated-stream.vmdk"

            # The Disk Data Base
            #DDB

            ddb.adapterType = "lsilogic"
            ddb.geometry.cylinders = "{cylinders}"
            ddb.geometry.heads = "{Heads}"
            ddb.geometry.sectors = "{SectorsPerTrack}"
            ddb.longContentID = "{contentId:x32}"
            ddb.virtualHWVersion = "9"

            """);
        Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\n"), target);
    }
}
