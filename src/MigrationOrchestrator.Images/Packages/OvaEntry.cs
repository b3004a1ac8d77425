namespace MigrationOrchestrator.Images.Packages;

/// <summary>A file of a package while the package is read.</summary>
/// <param name="Name">Its name, one of the descriptor's References.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Content">Its bytes, which can be read once and only until the handler returns.</param>
public sealed record OvaEntry(string Name, long Length, Stream Content);
