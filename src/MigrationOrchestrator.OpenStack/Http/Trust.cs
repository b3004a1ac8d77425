namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>Whom a cloud's TLS connections trust.</summary>
/// <param name="Verify">Whether certificates are checked at all.</param>
/// <param name="CaFile">A PEM file with the only authorities to trust; null for the system's.</param>
internal sealed record Trust(bool Verify, string? CaFile);
