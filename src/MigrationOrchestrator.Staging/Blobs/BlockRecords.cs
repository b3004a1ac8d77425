using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>
/// The records of an object's blocks, which the service itself does not keep: an empty blob each, <c>NAME~/000012</c>, with the record as its
/// metadata. <c>~</c> is in no segment of a name. A record names the very block that it describes, so that a record and a block can never be of
/// different attempts: the id is the block's index, zero padded, and a word of the attempt's own.
/// </summary>
/// <param name="container">The store's container.</param>
/// <param name="name">The object.</param>
internal sealed class BlockRecords(BlobContainerClient container, StagedName name)
{
    private const int IndexDigits = 6;
    private const int WordBytes = 6;

    private string Folder => name.Value + "~/";

    /// <summary>A new block's id; all have the same length, as the service demands.</summary>
    public static string NewBlockId(int index)
        => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(
            index.ToString("D6", CultureInfo.InvariantCulture) + "-" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(WordBytes))));

    /// <summary>Writes a block's record.</summary>
    public Task WriteAsync(StagedBlock block, string blockId, CancellationToken cancellation)
        => Blob(block.Index).UploadAsync(Stream.Null, new BlobUploadOptions { Metadata = Pack(block, blockId) }, cancellation);

    /// <summary>A block's record and its block's id, or null.</summary>
    public async Task<(StagedBlock Block, string BlockId)?> FindAsync(int index, CancellationToken cancellation)
        => await BlobLookup.FindAsync(() => Blob(index).GetPropertiesAsync(cancellationToken: cancellation)) is { } properties ? Unpack(index, properties.Metadata) : null;

    /// <summary>All records by block index.</summary>
    public async Task<Dictionary<int, (StagedBlock Block, string BlockId)>> ReadAsync(CancellationToken cancellation)
    {
        Dictionary<int, (StagedBlock Block, string BlockId)> records = [];
        await foreach (BlobItem item in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, Folder, cancellation))
        {
            if (int.TryParse(item.Name.AsSpan(Folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && Unpack(index, item.Metadata) is { } record)
            {
                records[index] = record;
            }
        }

        return records;
    }

    /// <summary>Forgets them all.</summary>
    public async Task RemoveAsync(CancellationToken cancellation)
    {
        await foreach (BlobItem item in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder, cancellation))
        {
            await container.DeleteBlobIfExistsAsync(item.Name, cancellationToken: cancellation);
        }
    }

    private static Dictionary<string, string> Pack(StagedBlock block, string blockId) => new()
    {
        ["offset"] = block.Offset.ToString(CultureInfo.InvariantCulture),
        ["length"] = block.Length.ToString(CultureInfo.InvariantCulture),
        ["sha256"] = block.Sha256,
        ["block"] = blockId,
    };

    private static (StagedBlock Block, string BlockId)? Unpack(int index, IDictionary<string, string> metadata)
        => metadata.TryGetValue("offset", out string? offset) && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out long o)
            && metadata.TryGetValue("length", out string? length) && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long l)
            && metadata.TryGetValue("sha256", out string? sha256) && metadata.TryGetValue("block", out string? blockId)
            ? (new StagedBlock(index, o, l, sha256), blockId)
            : null;

    private BlockBlobClient Blob(int index) => container.GetBlockBlobClient(Folder + index.ToString("D" + IndexDigits, CultureInfo.InvariantCulture));
}
