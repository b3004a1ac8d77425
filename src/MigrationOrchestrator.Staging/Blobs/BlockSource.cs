using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;

namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>
/// A block's bytes on their way from the source to the service: hashed as they pass, never held. The client library wants a length and a position
/// to rewind to; both are here, but once a byte has passed there is no way back.
/// </summary>
/// <param name="name">The object, for messages.</param>
/// <param name="block">The block.</param>
/// <param name="content">The source.</param>
internal sealed class BlockSource(StagedName name, BlockPosition block, Stream content) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ExceptionDispatchInfo? failure;
    private long done;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => block.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => done;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>The SHA-256 of all that passed, in lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>Throws what the source threw, in place of what the client library made of it.</summary>
    public void ThrowSourceFailure() => failure?.Throw();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = (int)Math.Min(buffer.Length, block.Length - done);
        if (wanted == 0)
        {
            return 0;
        }

        try
        {
            int found = await content.ReadAsync(buffer[..wanted], cancellationToken);
            if (found == 0)
            {
                throw BlockChecks.ShortBlock(name, block, done);
            }

            hash.AppendData(buffer.Span[..found]);
            done += found;
            return found;
        }
        catch (Exception thrown)
        {
            failure = ExceptionDispatchInfo.Capture(thrown);
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A source is read asynchronously.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long target = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => done,
            _ => block.Length,
        };
        return target == done ? done : throw new NotSupportedException("A source that was read in part cannot be read again.");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
