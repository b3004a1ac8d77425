using System.Collections.Concurrent;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.Tests.Conversion;

/// <summary>A real store that writes down which blocks are staged, and lets a test act at the moments in between.</summary>
internal sealed class JournaledStore(IStagingStore inner) : IStagingStore
{
    /// <summary>Every block that was staged whole.</summary>
    public ConcurrentQueue<(StagedName Name, int Index)> Staged { get; } = new();

    /// <summary>Every read of an object at a place.</summary>
    public ConcurrentQueue<(StagedName Name, long Offset)> Reads { get; } = new();

    /// <summary>Runs before a block is staged.</summary>
    public Func<StagedName, int, Task> BeforeStage { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs after a small object was put.</summary>
    public Func<StagedName, Task> AfterPut { get; set; } = _ => Task.CompletedTask;

    public string Description => inner.Description;

    public async Task<StagedBlock> StageBlockAsync(StagedName name, BlockPosition position, Stream content, CancellationToken cancellation)
    {
        await BeforeStage(name, position.Index);
        StagedBlock block = await inner.StageBlockAsync(name, position, content, cancellation);
        Staged.Enqueue((name, position.Index));
        return block;
    }

    public Task<StagedBlock?> FindBlockAsync(StagedName name, int index, CancellationToken cancellation) => inner.FindBlockAsync(name, index, cancellation);

    public Task<IReadOnlyList<StagedBlock>> ListBlocksAsync(StagedName name, CancellationToken cancellation) => inner.ListBlocksAsync(name, cancellation);

    public Task CommitAsync(StagedName name, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellation) => inner.CommitAsync(name, blocks, cancellation);

    public Task<long?> FindLengthAsync(StagedName name, CancellationToken cancellation) => inner.FindLengthAsync(name, cancellation);

    public Task<Stream> OpenReadAsync(StagedName name, long offset, long? length, CancellationToken cancellation) => inner.OpenReadAsync(name, offset, length, cancellation);

    public ValueTask<int> ReadAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        Reads.Enqueue((name, offset));
        return inner.ReadAsync(name, offset, buffer, cancellation);
    }

    public bool ReadsStaged => inner.ReadsStaged;

    public ValueTask<int> ReadStagedAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation) => inner.ReadStagedAsync(name, offset, buffer, cancellation);

    public async Task PutAsync(StagedName name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await inner.PutAsync(name, content, cancellation);
        await AfterPut(name);
    }

    public Task<string> MaterializeAsync(StagedName name, string folder, CancellationToken cancellation) => inner.MaterializeAsync(name, folder, cancellation);

    public Task<long> AdoptAsync(StagedName name, string path, CancellationToken cancellation) => inner.AdoptAsync(name, path, cancellation);

    public Task RemoveAsync(string migration, CancellationToken cancellation) => inner.RemoveAsync(migration, cancellation);

    public IAsyncEnumerable<string> ListMigrationsAsync(CancellationToken cancellation) => inner.ListMigrationsAsync(cancellation);

    public Task<long?> FindFreeBytesAsync(CancellationToken cancellation) => inner.FindFreeBytesAsync(cancellation);
}
