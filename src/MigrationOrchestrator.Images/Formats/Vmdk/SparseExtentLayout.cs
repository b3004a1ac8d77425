namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Numbers of VMware's "Virtual Disk Format 5.0" that several types share; sizes are in 512-byte sectors.</summary>
internal static class SparseExtentLayout
{
    public const int SectorBytes = 512;

    /// <summary>Grains of 64 KiB and tables of 512 entries, so that a table maps 32 MiB.</summary>
    public const int GrainSectors = 128;

    public const int GrainBytes = GrainSectors * SectorBytes;

    public const int GrainTableEntries = 512;

    public const int GrainTableBytes = GrainTableEntries * sizeof(uint);

    /// <summary>A compressed grain's marker: its first sector as 8 bytes, the data's length as 4.</summary>
    public const int GrainMarkerBytes = 12;

    /// <summary>Header value that sends a reader to the footer for the grain directory's place.</summary>
    public const ulong DirectoryAtEnd = ulong.MaxValue;

    public const ushort DeflateCompression = 1;

    public const uint FlagNewLineTest = 1 << 0;
    public const uint FlagZeroGrain = 1 << 2;
    public const uint FlagCompressed = 1 << 16;
    public const uint FlagMarkers = 1 << 17;
}

/// <summary>What a metadata marker announces.</summary>
internal enum MarkerType : uint
{
    EndOfStream = 0,
    GrainTable = 1,
    GrainDirectory = 2,
    Footer = 3,
}
