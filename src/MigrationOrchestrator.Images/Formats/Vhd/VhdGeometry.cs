namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>Cylinders, heads and sectors of a size, by the algorithm of the VHD specification's appendix.</summary>
internal static class VhdGeometry
{
    private const long MaxSectors = 65535L * 16 * 255;

    public static (ushort Cylinders, byte Heads, byte SectorsPerTrack) For(long sizeBytes)
    {
        long total = Math.Min(sizeBytes / 512, MaxSectors);
        if (total >= 65535L * 16 * 63)
        {
            return ((ushort)(total / 255 / 16), 16, 255);
        }

        long sectors = 17;
        long cylinderHeads = total / sectors;
        long heads = Math.Max((cylinderHeads + 1023) / 1024, 4);
        if (cylinderHeads >= heads * 1024 || heads > 16)
        {
            sectors = 31;
            heads = 16;
            cylinderHeads = total / sectors;
        }

        if (cylinderHeads >= heads * 1024)
        {
            sectors = 63;
            heads = 16;
            cylinderHeads = total / sectors;
        }

        return ((ushort)(cylinderHeads / heads), (byte)heads, (byte)sectors);
    }
}
