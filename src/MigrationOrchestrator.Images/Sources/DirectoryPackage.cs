namespace MigrationOrchestrator.Images;

/// <summary>The plain files of one folder as a package; links are not followed.</summary>
/// <param name="folder">The folder, all of whose files the image may read.</param>
public sealed class DirectoryPackage(string folder) : IImagePackage
{
    /// <inheritdoc/>
    public ValueTask<IRangedSource?> OpenAsync(string name, CancellationToken cancellation)
    {
        FileInfo file = new(Path.Combine(folder, name));

        // An empty file holds no extent, and may be a pipe, which would not open before somebody writes to it.
        bool isPlain = Path.GetFileName(name) == name && file.Exists && file.LinkTarget is null && file.Length > 0;
        return ValueTask.FromResult<IRangedSource?>(isPlain ? FileSource.Open(file.FullName) : null);
    }
}
