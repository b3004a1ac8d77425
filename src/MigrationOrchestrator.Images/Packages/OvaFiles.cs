using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>The files of an OVA as a package, read in place: the archive is read once to check it whole, and unpacked nowhere.</summary>
public sealed class OvaFiles : IImagePackage, IAsyncDisposable
{
    private readonly FileSource archive;
    private readonly Dictionary<string, (long Start, long Length)> places;

    private OvaFiles(FileSource archive, Dictionary<string, (long Start, long Length)> places)
    {
        this.archive = archive;
        this.places = places;
    }

    /// <summary>Names of the files, without descriptor and manifest, in the archive's order.</summary>
    public IReadOnlyList<string> Names => [.. places.Keys];

    /// <summary>Reads the archive to its end, checks it, and takes note of where its files are.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PackageException">The archive is damaged, or a digest of its manifest is wrong.</exception>
    public static async Task<OvaFiles> ReadAsync(string path, CancellationToken cancellation)
    {
        Dictionary<string, (long Start, long Length)> places = new(StringComparer.Ordinal);
        await using (FileStream archive = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.Asynchronous | FileOptions.SequentialScan))
        {
            await OvaReader.ReadAsync(
                archive,
                (entry, _) =>
                {
                    places.Add(entry.Name, (archive.Position, entry.Length));
                    return Task.CompletedTask;
                },
                cancellation);
        }

        return new OvaFiles(FileSource.Open(path), places);
    }

    /// <summary>Whether a source starts as a tar archive does.</summary>
    /// <param name="source">Any file.</param>
    /// <param name="cancellation">Cancels the look.</param>
    public static async ValueTask<bool> IsArchiveAsync(IRangedSource source, CancellationToken cancellation)
    {
        const int magicOffset = 257;
        return source.Length >= TarHeader.BlockBytes
            && (await source.ReadBytesAsync(magicOffset, 5, "tar header", cancellation)).AsSpan().SequenceEqual("ustar"u8);
    }

    /// <inheritdoc/>
    public ValueTask<IRangedSource?> OpenAsync(string name, CancellationToken cancellation) => ValueTask.FromResult<IRangedSource?>(
        places.TryGetValue(name, out (long Start, long Length) place) ? new SourceWindow(archive, place.Start, place.Length) : null);

    /// <summary>Closes the archive.</summary>
    public ValueTask DisposeAsync() => archive.DisposeAsync();
}
