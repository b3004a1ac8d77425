using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>What all extents of a disk share, so that a disk takes the memory of one extent however many it is divided into.</summary>
internal sealed class ExtentMemory : IAsyncDisposable
{
    /// <summary>Pages of grain directories and tables.</summary>
    public PageCache Pages { get; } = MetadataCache.CreatePages();

    /// <summary>Decompressors of grains.</summary>
    public DecompressorPool Decompressors { get; } = new(BlockEncoding.Zlib);

    /// <summary>Lets go of the decompressors.</summary>
    public ValueTask DisposeAsync()
    {
        Decompressors.Dispose();
        return ValueTask.CompletedTask;
    }
}
