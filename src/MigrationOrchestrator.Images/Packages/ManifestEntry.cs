namespace MigrationOrchestrator.Images.Packages;

/// <summary>One line of a manifest.</summary>
/// <param name="FileName">The file's name, a plain name.</param>
/// <param name="Algorithm">The digest's algorithm.</param>
/// <param name="Digest">The digest in lower-case hexadecimal digits: 40 for SHA-1, 64 for SHA-256.</param>
public sealed record ManifestEntry(string FileName, DigestAlgorithm Algorithm, string Digest);
