using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>A package that was read to its end and is whole.</summary>
/// <param name="Envelope">What its descriptor tells.</param>
/// <param name="Descriptor">The descriptor's own bytes.</param>
/// <param name="Manifest">Its manifest, all digests of which were right; null where it has none.</param>
public sealed record OvaPackage(OvfEnvelope Envelope, ReadOnlyMemory<byte> Descriptor, Manifest? Manifest);
