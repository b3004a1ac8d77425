namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>The batch files that operators saved under a name, for schedules and for starting them again.</summary>
public interface IBatchFiles
{
    /// <summary>The names of saved batch files, in order.</summary>
    Task<IReadOnlyList<string>> ListFilesAsync(CancellationToken cancellation);

    /// <summary>A saved batch file, or null where there is none of that name.</summary>
    Task<BatchFile?> FindFileAsync(string name, CancellationToken cancellation);

    /// <summary>Saves a batch file under a name, replacing an older one.</summary>
    /// <exception cref="InvalidRequestException">The name or something in the file cannot be used.</exception>
    Task SaveFileAsync(string name, BatchFile file, CancellationToken cancellation);

    /// <summary>Removes a saved batch file.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveFileAsync(string name, CancellationToken cancellation);
}
