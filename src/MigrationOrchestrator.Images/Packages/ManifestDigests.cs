using System.Security.Cryptography;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>The digests that manifests know.</summary>
internal static class ManifestDigests
{
    /// <summary>The name in a manifest's line.</summary>
    public static string Word(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Sha1 ? "SHA1" : "SHA256";

    public static int HexLength(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Sha1 ? 40 : 64;

    public static IncrementalHash Start(DigestAlgorithm algorithm) =>
        IncrementalHash.CreateHash(algorithm == DigestAlgorithm.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);

    public static string Finish(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    public static string Of(DigestAlgorithm algorithm, ReadOnlySpan<byte> bytes)
    {
        using IncrementalHash hash = Start(algorithm);
        hash.AppendData(bytes);
        return Finish(hash);
    }
}
