namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>What <c>migrator convert --json</c> and <c>migrator digest --json</c> print last on standard output when they succeed.</summary>
/// <param name="CapacityBytes">Guest-visible size in bytes: of the output where there is one, else of the input.</param>
/// <param name="GuestDigest">Digest of the input's guest-visible content, <c>algorithm:hex</c>.</param>
public sealed record ConverterReport(long CapacityBytes, string GuestDigest)
{
    /// <summary>The output's length in bytes; null where there is none.</summary>
    public long? LengthBytes { get; init; }

    /// <summary>Libraries and levels that compressed it, such as <c>libdeflate 5</c>; empty where nothing is compressed.</summary>
    public IReadOnlyList<string> Compressors { get; init; } = [];
}
