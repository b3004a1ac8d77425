namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>
/// Where bytes rest between the clouds: objects made of numbered blocks and committed atomically (block blob semantics).
/// Staging the same block again is idempotent; an object exists for readers only once it is committed.
/// </summary>
public interface IStagingStore
{
    /// <summary>What kind of store it is and where, for people and receipts; never a secret.</summary>
    string Description { get; }

    /// <summary>Stages one block: reads exactly the block's length from the stream, hashing as it flows; nothing is kept of a shorter stream.</summary>
    /// <param name="name">The object.</param>
    /// <param name="position">Which block and where its bytes belong in the object.</param>
    /// <param name="content">The bytes; not seekable.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The block's record; once this returns it survives a crash.</returns>
    /// <exception cref="Durable.FailureException"><c>staging.short_block</c> (transient) where the stream ended early, <c>staging.full</c> where no room is left.</exception>
    Task<StagedBlock> StageBlockAsync(StagedName name, BlockPosition position, Stream content, CancellationToken cancellation);

    /// <summary>The record of a block that is staged and not lost, or null: what lets a repeated step skip reading its source.</summary>
    Task<StagedBlock?> FindBlockAsync(StagedName name, int index, CancellationToken cancellation);

    /// <summary>The records of all blocks of an object that are staged and not lost, in the order of their indexes; none where there is nothing.</summary>
    Task<IReadOnlyList<StagedBlock>> ListBlocksAsync(StagedName name, CancellationToken cancellation);

    /// <summary>Makes the object of its blocks, atomically; they must be contiguous from index 0 and offset 0 and each be staged. Repeating it is success.</summary>
    /// <exception cref="Durable.FailureException"><c>staging.missing_block</c> naming the first block that is not there.</exception>
    Task CommitAsync(StagedName name, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellation);

    /// <summary>Length in bytes of a committed object, or null where there is none.</summary>
    Task<long?> FindLengthAsync(StagedName name, CancellationToken cancellation);

    /// <summary>Opens a committed object's bytes.</summary>
    /// <param name="name">The object.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">How many bytes; null to the end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Durable.FailureException"><c>staging.missing_object</c>.</exception>
    Task<Stream> OpenReadAsync(StagedName name, long offset, long? length, CancellationToken cancellation);

    /// <summary>Reads a committed object's bytes at a place, as many as fit or are left; for random access to images.</summary>
    ValueTask<int> ReadAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Whether <see cref="ReadStagedAsync"/> gives the bytes of blocks before their object is committed; Azure Storage does not.</summary>
    bool ReadsStaged { get; }

    /// <summary>Reads bytes of an object at a place, as many as fit or are left, whether it is committed or not. Only bytes of blocks that are staged mean anything: the caller knows which are.</summary>
    ValueTask<int> ReadStagedAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Writes a small object (descriptor, manifest, receipt) whole and committed, replacing an older one.</summary>
    Task PutAsync(StagedName name, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Gives a committed object as a local file for tools that need one: the store's own file where it has files, else a copy under <paramref name="folder"/>.</summary>
    /// <returns>The file's path; to be read only.</returns>
    Task<string> MaterializeAsync(StagedName name, string folder, CancellationToken cancellation);

    /// <summary>Takes a finished local file over as a committed object: by renaming where the store has files on the same volume, else by uploading it in blocks. The file is gone afterwards.
    /// Repeating it is success: where the file is gone and the object is there, an earlier attempt did it.</summary>
    /// <returns>The object's length in bytes.</returns>
    /// <exception cref="Durable.FailureException"><c>staging.missing_file</c>; <c>staging.not_a_file</c> for a link, a pipe, a device or a folder; <c>staging.full</c>.</exception>
    Task<long> AdoptAsync(StagedName name, string path, CancellationToken cancellation);

    /// <summary>Removes everything of a migration, committed or not; nothing there is success.</summary>
    Task RemoveAsync(string migration, CancellationToken cancellation);

    /// <summary>Migrations that have anything staged, for the sweep of what was left behind.</summary>
    IAsyncEnumerable<string> ListMigrationsAsync(CancellationToken cancellation);

    /// <summary>Bytes that still fit, or null where the store has no bound that it knows.</summary>
    Task<long?> FindFreeBytesAsync(CancellationToken cancellation);
}

/// <summary>Which block and where its bytes belong.</summary>
/// <param name="Index">Block number from 0; at most 49,999 (Azure's limit of blocks in a blob).</param>
/// <param name="Offset">Its first byte's place in the object.</param>
/// <param name="Length">Its length in bytes; 1 to 4,000 MiB (Azure's limit of a block).</param>
public readonly record struct BlockPosition(int Index, long Offset, long Length);

/// <summary>The record of a staged block.</summary>
/// <param name="Index">Block number from 0.</param>
/// <param name="Offset">Its first byte's place in the object.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal, computed while it was written.</param>
public sealed record StagedBlock(int Index, long Offset, long Length, string Sha256);
