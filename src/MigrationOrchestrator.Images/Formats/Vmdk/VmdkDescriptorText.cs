using System.Globalization;
using System.Text;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Writes the text that describes a VMDK.</summary>
internal static class VmdkDescriptorText
{
    private const int Heads = 255;
    private const int SectorsPerTrack = 63;
    private const uint NoParent = uint.MaxValue;

    /// <summary>Writes the descriptor of a streamOptimized file, whose only extent is the file itself.</summary>
    /// <param name="target">Receives the text.</param>
    /// <param name="capacityBytes">The disk's size, a multiple of a sector.</param>
    /// <param name="content">The disk's content, which gives both content ids: equal disks have equal ones, others differ.</param>
    public static void WriteStreamOptimized(Span<byte> target, long capacityBytes, GuestDigest content)
    {
        long sectors = capacityBytes / SparseExtentLayout.SectorBytes;
        long cylinders = Math.Clamp(sectors / (Heads * SectorsPerTrack), 1, 65535);
        // As in VMware's files, the short id is the end of the long one; the two highest stand for "no parent".
        string longContentId = content.Value[..32];
        uint contentId = Math.Min(uint.Parse(longContentId[24..], NumberStyles.HexNumber, CultureInfo.InvariantCulture), NoParent - 2);
        string text = string.Create(CultureInfo.InvariantCulture, $"""
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
            ddb.longContentID = "{longContentId[..24]}{contentId:x8}"
            ddb.virtualHWVersion = "9"

            """);
        Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\n"), target);
    }
}
