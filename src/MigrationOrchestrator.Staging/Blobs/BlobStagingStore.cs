using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;

namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>
/// Staging in Azure Blob Storage: an object is a block blob, committed by its block list. Blocks that are not committed within a week of the last
/// one are dropped by the service; their records then count for nothing.
/// </summary>
/// <param name="options">Which account.</param>
internal sealed class BlobStagingStore(BlobStagingOptions options) : IStagingStore
{
    private const int RangeNotSatisfiable = 416;
    private readonly BlobContainers containers = new(options.Validated());

    /// <inheritdoc/>
    public string Description => containers.Description;

    /// <inheritdoc/>
    public async Task<StagedBlock> StageBlockAsync(StagedName name, BlockPosition position, Stream content, CancellationToken cancellation)
    {
        BlockChecks.Check(position);
        await using BlockSource source = new(name, position, content);
        string blockId = BlockRecords.NewBlockId(position.Index);
        try
        {
            await GuardAsync(async () => await (await containers.OpenOnceAsync(cancellation)).GetBlockBlobClient(name.Value).StageBlockAsync(blockId, source, cancellationToken: cancellation));
        }
        catch (Exception)
        {
            source.ThrowSourceFailure();
            throw;
        }

        StagedBlock block = new(position.Index, position.Offset, position.Length, source.Sha256);
        await GuardAsync(async () =>
        {
            await (await RecordsAsync(name, cancellation)).WriteAsync(block, blockId, cancellation);
            return true;
        });
        return block;
    }

    /// <inheritdoc/>
    public Task<StagedBlock?> FindBlockAsync(StagedName name, int index, CancellationToken cancellation) => GuardAsync(async () =>
    {
        if (await (await RecordsAsync(name, cancellation)).FindAsync(index, cancellation) is not { } record)
        {
            return null;
        }

        BlockList? blocks = await BlocksAsync(name, cancellation);
        return blocks is not null && Holds(blocks, record.BlockId, record.Block.Length) ? record.Block : null;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<StagedBlock>> ListBlocksAsync(StagedName name, CancellationToken cancellation) => GuardAsync<IReadOnlyList<StagedBlock>>(async () =>
    {
        if (await BlocksAsync(name, cancellation) is not { } held)
        {
            return [];
        }

        HashSet<(string, long)> known = [.. held.CommittedBlocks.Concat(held.UncommittedBlocks).Select(block => (block.Name, block.SizeLong))];
        Dictionary<int, (StagedBlock Block, string BlockId)> records = await (await RecordsAsync(name, cancellation)).ReadAsync(cancellation);
        return [.. records.Values.Where(record => known.Contains((record.BlockId, record.Block.Length))).Select(record => record.Block).OrderBy(block => block.Index)];
    });

    /// <inheritdoc/>
    public Task CommitAsync(StagedName name, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellation) => GuardAsync(async () =>
    {
        BlockChecks.CheckContiguous(name, blocks);
        Dictionary<int, (StagedBlock Block, string BlockId)> records = await (await RecordsAsync(name, cancellation)).ReadAsync(cancellation);
        List<string> ids = [];
        foreach (StagedBlock block in blocks)
        {
            if (!records.TryGetValue(block.Index, out (StagedBlock Block, string BlockId) record))
            {
                throw BlockChecks.MissingBlock(name, block.Index, "nothing is recorded of it");
            }

            ids.Add(record.Block == block ? record.BlockId : throw BlockChecks.MissingBlock(name, block.Index, "another content is staged in its place"));
        }

        BlockList? held = await BlocksAsync(name, cancellation);
        if (held is not null && held.CommittedBlocks.Select(block => block.Name).SequenceEqual(ids) && await FindLengthAsync(name, cancellation) == blocks.Sum(block => block.Length))
        {
            return true;
        }

        HashSet<string> known = held is null ? [] : [.. held.CommittedBlocks.Concat(held.UncommittedBlocks).Select(block => block.Name)];
        int missing = ids.FindIndex(id => !known.Contains(id));
        if (missing >= 0)
        {
            throw BlockChecks.MissingBlock(name, missing, "the service has dropped it: blocks that are not committed live for a week");
        }

        await (await containers.OpenAsync(cancellation)).GetBlockBlobClient(name.Value).CommitBlockListAsync(ids, cancellationToken: cancellation);
        return true;
    });

    /// <inheritdoc/>
    public Task<long?> FindLengthAsync(StagedName name, CancellationToken cancellation) => GuardAsync(async () =>
    {
        BlobClient blob = await BlobAsync(name, cancellation);
        return (await BlobLookup.FindAsync(() => blob.GetPropertiesAsync(cancellationToken: cancellation)))?.ContentLength;
    });

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(StagedName name, long offset, long? length, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return GuardAsync(async () =>
        {
            BlobClient blob = await BlobAsync(name, cancellation);
            try
            {
                // A range of no bytes cannot be asked for; one tells at least whether the object is there.
                BlobDownloadOptions range = new() { Range = new HttpRange(offset, length is { } some ? Math.Max(1, some) : null) };
                BlobDownloadStreamingResult? found = await BlobLookup.FindAsync(() => blob.DownloadStreamingAsync(range, cancellation));
                Stream content = found?.Content ?? throw BlockChecks.MissingObject(name);
                if (length != 0)
                {
                    return content;
                }

                await content.DisposeAsync();
                return Stream.Null;
            }
            catch (RequestFailedException beyond) when (beyond.Status == RangeNotSatisfiable)
            {
                return Stream.Null;
            }
        });
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        await using Stream content = await OpenReadAsync(name, offset, buffer.Length, cancellation);
        return await GuardAsync(async () => await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation));
    }

    /// <inheritdoc/>
    public bool ReadsStaged => false;

    /// <inheritdoc/>
    public ValueTask<int> ReadStagedAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation) => ReadAsync(name, offset, buffer, cancellation);

    /// <inheritdoc/>
    public Task PutAsync(StagedName name, ReadOnlyMemory<byte> content, CancellationToken cancellation) => GuardAsync(async () =>
    {
        await (await BlobAsync(name, cancellation)).UploadAsync(new BinaryData(content), overwrite: true, cancellation);
        await (await RecordsAsync(name, cancellation)).RemoveAsync(cancellation);
        return true;
    });

    /// <inheritdoc/>
    public Task<string> MaterializeAsync(StagedName name, string folder, CancellationToken cancellation)
        => GuardAsync(async () => await BlobFiles.DownloadAsync(await BlobAsync(name, cancellation), name, folder, options.Parallelism, cancellation));

    /// <inheritdoc/>
    public Task<long> AdoptAsync(StagedName name, string path, CancellationToken cancellation) => GuardAsync(async () =>
    {
        if (!LocalFile.IsThere(path))
        {
            return await FindLengthAsync(name, cancellation) ?? throw LocalFile.Missing(name, path);
        }

        long length = await BlobFiles.UploadAsync(await BlobAsync(name, cancellation), path, options.Parallelism, cancellation);
        await (await RecordsAsync(name, cancellation)).RemoveAsync(cancellation);
        File.Delete(path);
        return length;
    });

    /// <inheritdoc/>
    public Task RemoveAsync(string migration, CancellationToken cancellation)
    {
        string prefix = BlockChecks.MigrationOf(migration) + "/";
        return GuardAsync(async () =>
        {
            BlobContainerClient container = await containers.OpenAsync(cancellation);
            ParallelOptions few = new() { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellation };
            await Parallel.ForEachAsync(container.GetBlobsAsync(BlobTraits.None, BlobStates.Uncommitted, prefix, cancellation), few, async (item, token) =>
            {
                BlobClient blob = container.GetBlobClient(item.Name);
                if (!await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: token))
                {
                    // Blocks without a commit are no blob to delete; an empty one in their place drops them.
                    await blob.UploadAsync(BinaryData.FromBytes(Array.Empty<byte>()), overwrite: true, token);
                    await blob.DeleteIfExistsAsync(cancellationToken: token);
                }
            });
            return true;
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListMigrationsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        BlobContainerClient container = await GuardAsync(() => containers.OpenAsync(cancellation));
        await using IAsyncEnumerator<BlobHierarchyItem> items = container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.Uncommitted, "/", null, cancellation).GetAsyncEnumerator(cancellation);
        while (await GuardAsync(async () => await items.MoveNextAsync()))
        {
            if (items.Current.IsPrefix)
            {
                yield return items.Current.Prefix.TrimEnd('/');
            }
        }
    }

    /// <inheritdoc/>
    public Task<long?> FindFreeBytesAsync(CancellationToken cancellation) => Task.FromResult<long?>(null);

    private static bool Holds(BlockList list, string blockId, long length)
        => list.CommittedBlocks.Concat(list.UncommittedBlocks).Any(block => block.Name == blockId && block.SizeLong == length);

    private Task<T> GuardAsync<T>(Func<Task<T>> request) => BlobFailures.GuardAsync(Description, request);

    private async Task<BlobClient> BlobAsync(StagedName name, CancellationToken cancellation) => (await containers.OpenAsync(cancellation)).GetBlobClient(name.Value);

    private async Task<BlockRecords> RecordsAsync(StagedName name, CancellationToken cancellation) => new(await containers.OpenAsync(cancellation), name);

    private async Task<BlockList?> BlocksAsync(StagedName name, CancellationToken cancellation)
    {
        BlockBlobClient blob = (await containers.OpenAsync(cancellation)).GetBlockBlobClient(name.Value);
        return await BlobLookup.FindAsync(() => blob.GetBlockListAsync(BlockListTypes.All, cancellationToken: cancellation));
    }
}
