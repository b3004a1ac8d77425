namespace MigrationOrchestrator.Images;

/// <summary>What an image says about a range of the disk.</summary>
public enum ExtentKind
{
    /// <summary>Content is stored; it may still be zeros.</summary>
    Data,

    /// <summary>Recorded as zeros.</summary>
    Zero,

    /// <summary>Never written; reads as zeros.</summary>
    Unallocated,
}

/// <summary>A range of the disk with one kind of content.</summary>
/// <param name="GuestOffset">First byte, as the guest counts.</param>
/// <param name="LengthBytes">Number of bytes, at least 1.</param>
/// <param name="Kind">What is stored there.</param>
public readonly record struct DiskExtent(long GuestOffset, long LengthBytes, ExtentKind Kind)
{
    /// <summary>The byte after the last, as the guest counts.</summary>
    public long End => GuestOffset + LengthBytes;
}
