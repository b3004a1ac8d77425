namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>Where a guest range is stored.</summary>
/// <param name="Kind">Data, zeros or nothing.</param>
/// <param name="LengthBytes">Guest bytes that this mapping covers.</param>
/// <param name="HostOffset">For data: where it starts in the file.</param>
/// <param name="CompressedBytes">For a compressed cluster: an upper bound of its length in the file; else 0.</param>
internal readonly record struct Qcow2Mapping(ExtentKind Kind, long LengthBytes, long HostOffset = 0, int CompressedBytes = 0)
{
    public bool IsCompressed => CompressedBytes > 0;

    /// <summary>Whether <paramref name="next"/> goes on where this mapping ends, so that one read serves both.</summary>
    public bool ContinuesWith(Qcow2Mapping next) =>
        Kind == next.Kind && !IsCompressed && !next.IsCompressed
        && (Kind != ExtentKind.Data || HostOffset + LengthBytes == next.HostOffset);
}
