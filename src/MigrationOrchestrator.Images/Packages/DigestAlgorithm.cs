namespace MigrationOrchestrator.Images.Packages;

/// <summary>The digest of a manifest.</summary>
public enum DigestAlgorithm
{
    /// <summary>SHA-1: the one that OVF 1.0 and vCloud Director's documents name. It guards against damage, not against forgery.</summary>
    Sha1,

    /// <summary>SHA-256: OVF 2.0, taken by vSphere 6.5 and later.</summary>
    Sha256,
}
