using System.Security.Cryptography;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>The content of one tar entry as a stream that ends with the entry and digests what is read.</summary>
internal sealed class TarContent(Stream archive, TarHeader entry) : Stream
{
    private readonly List<(DigestAlgorithm Algorithm, IncrementalHash Hash)> hashes = [];
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => entry.Size;

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    /// <summary>Digests all that is read from now on.</summary>
    public void Digest(IEnumerable<DigestAlgorithm> algorithms) =>
        hashes.AddRange(algorithms.Select(algorithm => (algorithm, ManifestDigests.Start(algorithm))));

    /// <summary>The digests of the whole content; it must have been read to its end.</summary>
    public List<ManifestEntry> FinishDigests()
    {
        List<ManifestEntry> entries = [.. hashes.Select(hash => new ManifestEntry(entry.Name, hash.Algorithm, ManifestDigests.Finish(hash.Hash)))];
        hashes.ForEach(hash => hash.Hash.Dispose());
        hashes.Clear();
        return entries;
    }

    /// <summary>Reads what nobody has read yet.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (read == entry.Size)
        {
            return;
        }

        byte[] buffer = new byte[256 * 1024];
        while (await ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = (int)Math.Min(buffer.Length, entry.Size - this.read);
        if (wanted == 0)
        {
            return 0;
        }

        int read = await archive.ReadAsync(buffer[..wanted], cancellationToken);
        return Took(buffer.Span, read);
    }

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, entry.Size - read);
        return wanted == 0 ? 0 : Took(buffer, archive.Read(buffer[..wanted]));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hashes.ForEach(hash => hash.Hash.Dispose());
        }

        base.Dispose(disposing);
    }

    private int Took(Span<byte> buffer, int read)
    {
        if (read == 0)
        {
            throw new PackageException("package.tar",
                $"The package ends within '{PackageFileName.Shown(entry.Name)}', {entry.Size - this.read} bytes before its end. It is cut off; fetch it again.");
        }

        foreach ((DigestAlgorithm _, IncrementalHash? hash) in hashes)
        {
            hash.AppendData(buffer[..read]);
        }

        this.read += read;
        return read;
    }
}
