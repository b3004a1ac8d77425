using System.Buffers;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>Ways to look at staged objects.</summary>
internal static class StagedBytes
{
    /// <summary>The largest object that is read whole: descriptors, manifests, results.</summary>
    private const int LargestWhole = 12 << 20;

    private const int BufferBytes = 4 << 20;

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

    /// <summary>Reads an object from its first byte to its last, through one pooled buffer.</summary>
    /// <param name="staging">Where it is.</param>
    /// <param name="name">The object.</param>
    /// <param name="take">Given the bytes in order; the memory is only lent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The object's length in bytes.</returns>
    public static async Task<long> ReadThroughAsync(this IStagingStore staging, StagedName name, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        long size = 0;
        try
        {
            await using Stream stream = await staging.OpenReadAsync(name, 0, null, cancellation);
            for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0; size += read)
            {
                take(buffer.AsMemory(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return size;
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
