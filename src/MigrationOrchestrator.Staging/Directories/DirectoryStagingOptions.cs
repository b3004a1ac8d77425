namespace MigrationOrchestrator.Staging.Directories;

/// <summary>Where the directory store keeps its files.</summary>
public sealed record DirectoryStagingOptions
{
    /// <summary>The store's folder; made where it is missing, for its owner alone (0700). One process writes to it at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>Checks the values and makes the folder's path absolute.</summary>
    /// <exception cref="ArgumentException">The folder is not named.</exception>
    internal DirectoryStagingOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Folder);
        return this with { Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)) };
    }
}
