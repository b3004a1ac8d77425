namespace MigrationOrchestrator.Images.Conversion;

/// <summary>Recognises blocks without content.</summary>
internal static class Zeros
{
    public static bool All(ReadOnlySpan<byte> content) => content.IndexOfAnyExcept((byte)0) < 0;
}
