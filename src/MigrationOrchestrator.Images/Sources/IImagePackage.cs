namespace MigrationOrchestrator.Images;

/// <summary>The files that were delivered together with an image, such as the extents of a split VMDK.</summary>
public interface IImagePackage
{
    /// <summary>Opens a file of the package.</summary>
    /// <param name="name">A bare file name, without any path; it comes from the image and is not to be trusted.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <returns>The file, which the caller closes; null where the package holds none of that name.</returns>
    ValueTask<IRangedSource?> OpenAsync(string name, CancellationToken cancellation);
}
