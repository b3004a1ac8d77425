using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>Ways to look at staged objects.</summary>
internal static class StagedBytes
{
    /// <summary>The largest object that is read whole: descriptors, manifests, results.</summary>
    private const int LargestWhole = 12 << 20;

    /// <summary>Reads a small object whole.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadWholeAsync(this IStagingStore staging, StagedName name, CancellationToken cancellation)
    {
        long length = await staging.FindLengthAsync(name, cancellation) ?? throw new FailureException(new Failure("staging.missing_object", $"The staged object '{name}' is not there."));
        if (length > LargestWhole)
        {
            throw new FailureException(new Failure("staging.too_large", $"The staged object '{name}' has {length} bytes; at most {LargestWhole} were expected."));
        }

        byte[] content = new byte[length];
        await using Stream stream = await staging.OpenReadAsync(name, 0, length, cancellation);
        await stream.ReadExactlyAsync(content, cancellation);
        return content;
    }

    /// <summary>An image in staging as the image readers see it.</summary>
    public static async Task<IRangedSource> OpenImageAsync(this IStagingStore staging, StagedName name, CancellationToken cancellation)
        => new StagedSource(staging, name, await staging.FindLengthAsync(name, cancellation) ?? throw new FailureException(new Failure("staging.missing_object", $"The staged object '{name}' is not there.")));

    private sealed class StagedSource(IStagingStore staging, StagedName name, long length) : IRangedSource
    {
        public long Length => length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation) => staging.ReadAsync(name, offset, buffer, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
