using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Raw;

/// <summary>A raw image: the source is the disk, and the source's holes are its unallocated extents.</summary>
internal sealed class RawReader : IDiskReader
{
    private readonly IRangedSource source;

    private RawReader(IRangedSource source) => this.source = source;

    public ImageFormat Format => ImageFormat.Raw;

    public long VirtualSizeBytes => source.Length;

    public static RawReader Open(IRangedSource source)
    {
        ImageFault.CheckVirtualSize("file length", (ulong)source.Length);
        return new RawReader(source);
    }

    public ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        (long length, bool isHole) = source is ISparseSource sparse ? sparse.RunAt(guestOffset) : (source.Length - guestOffset, false);
        return ValueTask.FromResult(new DiskExtent(guestOffset, length, isHole ? ExtentKind.Unallocated : ExtentKind.Data));
    }

    public ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken cancellation) =>
        source.ReadExactlyAsync(guestOffset, buffer, "raw data", cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
