using System.Security.Cryptography;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>
/// A staged file as a source whose pages are hashed, in the file's order, while an image reader goes through it: one pass gives the file's hashes
/// and the guest's digest. A page far ahead of the hash (the tables at a file's end) is read once more when the hash gets there.
/// </summary>
internal sealed class HashingSource : IRangedSource
{
    private const int PageBytes = 4 << 20;

    /// <summary>More than a unit of 32 MiB of content: its grain table follows it, and is asked for first.</summary>
    private const int MaxPages = 12;

    private readonly IStagingStore staging;
    private readonly StagedName name;
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<long, byte[]> pages = [];
    private readonly Queue<long> order = [];
    private long nextToHash;

    private HashingSource(IStagingStore staging, StagedName name, long length)
    {
        this.staging = staging;
        this.name = name;
        Length = length;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Pages that were read from staging, those read twice counted twice.</summary>
    public int PagesRead { get; private set; }

    private long PageCount => (Length + PageBytes - 1) / PageBytes;

    /// <summary>Opens a committed object.</summary>
    public static async Task<HashingSource> OpenAsync(IStagingStore staging, StagedName name, CancellationToken cancellation)
    {
        await using IRangedSource image = await staging.OpenImageAsync(name, cancellation);
        return new HashingSource(staging, name, image.Length);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        if (offset >= Length || buffer.Length == 0)
        {
            return 0;
        }

        (long number, long inPage) = Math.DivRem(offset, PageBytes);
        byte[] page = await PageAsync(number, cancellation);
        int length = (int)Math.Min(buffer.Length, page.Length - inPage);
        page.AsMemory((int)inPage, length).CopyTo(buffer);
        return length;
    }

    /// <summary>Hashes what nobody has asked for yet.</summary>
    /// <returns>SHA-256 and SHA-512 of the whole file in lower-case hexadecimal.</returns>
    public async Task<(string Sha256, string Sha512)> FinishAsync(CancellationToken cancellation)
    {
        if (PageCount > 0)
        {
            await gate.WaitAsync(cancellation);
            try
            {
                await HashToAsync(PageCount - 1, cancellation);
            }
            finally
            {
                gate.Release();
            }
        }

        return (Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(sha512.GetHashAndReset()));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        sha256.Dispose();
        sha512.Dispose();
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> PageAsync(long number, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (number >= nextToHash && number - nextToHash < MaxPages)
            {
                await HashToAsync(number, cancellation);
            }

            return await LoadAsync(number, cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task HashToAsync(long last, CancellationToken cancellation)
    {
        for (; nextToHash <= last; nextToHash++)
        {
            byte[] page = await LoadAsync(nextToHash, cancellation);
            sha256.AppendData(page);
            sha512.AppendData(page);
        }
    }

    private async Task<byte[]> LoadAsync(long number, CancellationToken cancellation)
    {
        if (pages.TryGetValue(number, out byte[]? known))
        {
            return known;
        }

        long start = number * PageBytes;
        byte[] page = new byte[Math.Min(PageBytes, Length - start)];
        for (int done = 0; done < page.Length;)
        {
            int read = await staging.ReadAsync(name, start + done, page.AsMemory(done), cancellation);
            done += read > 0 ? read : throw new EndOfStreamException($"'{name}' ends before its length.");
        }

        PagesRead++;
        if (order.Count == MaxPages)
        {
            pages.Remove(order.Dequeue());
        }

        pages[number] = page;
        order.Enqueue(number);
        return page;
    }
}
