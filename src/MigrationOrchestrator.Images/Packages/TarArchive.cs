using System.Security.Cryptography;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>Writes the entries of one archive, front to end.</summary>
internal sealed class TarArchive(Stream output, DateTimeOffset modified)
{
    private readonly byte[] buffer = new byte[256 * 1024];
    private readonly byte[] block = new byte[TarHeader.BlockBytes];
    private long written;

    /// <summary>Adds a file that is in memory.</summary>
    public async Task AddAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await HeaderAsync(name, content.Length, cancellationToken);
        await PutAsync(content, cancellationToken);
        await PadAsync(TarHeader.PaddingAfter(content.Length), cancellationToken);
    }

    /// <summary>Adds a file from a stream; it must have the length and the digest that were told of it, since header and manifest are written before it.</summary>
    /// <exception cref="PackageException">It has not.</exception>
    public async Task AddAsync(OvaFile file, Stream content, ManifestEntry entry, CancellationToken cancellationToken)
    {
        await HeaderAsync(file.Name, file.Length, cancellationToken);
        using IncrementalHash hash = ManifestDigests.Start(entry.Algorithm);
        long left = file.Length;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            left -= read;
            if (left < 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            await PutAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (left != 0)
        {
            throw new PackageException("package.length", $"The file '{file.Name}' should have {file.Length} bytes, but {(left < 0 ? "has more" : $"ends {left} bytes earlier")}. It changed, or its length was told wrongly; pack it again.");
        }

        if (ManifestDigests.Finish(hash) != entry.Digest)
        {
            throw new PackageException("package.digest", $"The file '{file.Name}' has not the digest that its manifest line tells. It changed meanwhile, or its digest was told wrongly; pack it again.");
        }

        await PadAsync(TarHeader.PaddingAfter(file.Length), cancellationToken);
    }

    /// <summary>Ends the archive with two empty blocks and fills its last record.</summary>
    public async Task EndAsync(int recordBytes, CancellationToken cancellationToken)
    {
        int end = 2 * TarHeader.BlockBytes;
        int beyond = (int)((written + end) % recordBytes);
        await PadAsync(beyond == 0 ? end : end + recordBytes - beyond, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private async Task HeaderAsync(string name, long size, CancellationToken cancellationToken)
    {
        TarHeader.Write(block, name, size, modified);
        await PutAsync(block, cancellationToken);
    }

    private async Task PadAsync(int count, CancellationToken cancellationToken)
    {
        Array.Clear(buffer, 0, count);
        await PutAsync(buffer.AsMemory(0, count), cancellationToken);
    }

    private async Task PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await output.WriteAsync(bytes, cancellationToken);
        written += bytes.Length;
    }
}
