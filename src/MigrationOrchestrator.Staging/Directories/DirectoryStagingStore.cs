using System.Runtime.CompilerServices;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>
/// Staging in a folder. The blocks of an object go straight to their offsets in one file, with a journal beside it that says which of them are
/// whole; so a commit is a rename and the bytes are written once. A kill at any moment leaves blocks that are recorded and whole, or not recorded.
/// </summary>
/// <param name="options">Where.</param>
internal sealed class DirectoryStagingStore(DirectoryStagingOptions options) : IStagingStore
{
    private readonly string root = options.Validated().Folder;
    private readonly KeyedLocks locks = new();

    /// <inheritdoc/>
    public string Description => $"directory {root}";

    /// <inheritdoc/>
    public async Task<StagedBlock> StageBlockAsync(StagedName name, BlockPosition position, Stream content, CancellationToken cancellation)
    {
        BlockChecks.Check(position);
        ObjectFiles files = ObjectFiles.Of(root, name);
        using IDisposable block = await locks.TakeAsync(BlockKey(name, position.Index), cancellation);
        await using FileStream part = await OpenPartAsync(name, files, position, cancellation);
        string sha256 = await BlockWriter.WriteAsync(root, name, position, content, part, cancellation);
        StagedBlock staged = new(position.Index, position.Offset, position.Length, sha256);
        using IDisposable journal = await locks.TakeAsync(name.Value, CancellationToken.None);
        return DirectoryFailures.Guard(root, () =>
        {
            files.PartJournal.AppendStaged(staged);
            return staged;
        });
    }

    /// <inheritdoc/>
    public Task<StagedBlock?> FindBlockAsync(StagedName name, int index, CancellationToken cancellation)
    {
        ObjectFiles files = ObjectFiles.Of(root, name);
        return DirectoryFailures.GuardAsync(root, async () =>
        {
            using IDisposable held = await locks.TakeAsync(name.Value, cancellation);
            return (await StagedRecords.ReadPartAsync(files, cancellation)).GetValueOrDefault(index)
                ?? (await StagedRecords.ReadCommittedAsync(files, cancellation)).GetValueOrDefault(index);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StagedBlock>> ListBlocksAsync(StagedName name, CancellationToken cancellation)
    {
        ObjectFiles files = ObjectFiles.Of(root, name);
        return DirectoryFailures.GuardAsync<IReadOnlyList<StagedBlock>>(root, async () =>
        {
            using IDisposable held = await locks.TakeAsync(name.Value, cancellation);
            Dictionary<int, StagedBlock> blocks = await StagedRecords.ReadCommittedAsync(files, cancellation);
            foreach ((int index, StagedBlock block) in await StagedRecords.ReadPartAsync(files, cancellation))
            {
                blocks[index] = block;
            }

            return [.. blocks.Values.OrderBy(block => block.Index)];
        });
    }

    /// <inheritdoc/>
    public async Task CommitAsync(StagedName name, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellation)
    {
        long length = BlockChecks.CheckContiguous(name, blocks);
        ObjectFiles files = ObjectFiles.Of(root, name);
        List<IDisposable> held = [];
        try
        {
            // A block that is still being written must not reach into the object once it is committed.
            foreach (StagedBlock block in blocks)
            {
                held.Add(await locks.TakeAsync(BlockKey(name, block.Index), cancellation));
            }

            held.Add(await locks.TakeAsync(name.Value, cancellation));
            await DirectoryFailures.GuardAsync(root, () => CommitHeldAsync(name, files, blocks, length, cancellation));
        }
        finally
        {
            held.ForEach(one => one.Dispose());
        }
    }

    /// <inheritdoc/>
    public Task<long?> FindLengthAsync(StagedName name, CancellationToken cancellation)
        => Task.FromResult(new FileInfo(ObjectFiles.Of(root, name).Committed) is { Exists: true } file ? file.Length : (long?)null);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(StagedName name, long offset, long? length, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        FileStream file = OpenCommitted(name);
        long left = Math.Max(0, file.Length - offset);
        return Task.FromResult<Stream>(new FileSlice(file, offset, Math.Min(left, length ?? left)));
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        await using FileStream file = OpenCommitted(name);
        return await DirectoryFailures.GuardAsync(root, async () => await FileSlice.ReadFullyAsync(file.SafeFileHandle, buffer, offset, cancellation));
    }

    /// <inheritdoc/>
    public bool ReadsStaged => true;

    /// <inheritdoc/>
    public async ValueTask<int> ReadStagedAsync(StagedName name, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        await using FileStream? part = TryOpenPart(name);
        return part is null
            ? await ReadAsync(name, offset, buffer, cancellation)
            : await DirectoryFailures.GuardAsync(root, async () => await FileSlice.ReadFullyAsync(part.SafeFileHandle, buffer, offset, cancellation));
    }

    /// <inheritdoc/>
    public async Task PutAsync(StagedName name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        ObjectFiles files = ObjectFiles.Of(root, name);
        using IDisposable held = await locks.TakeAsync(name.Value, cancellation);
        await DirectoryFailures.GuardAsync(root, () => ObjectIntake.PutAsync(files, content, cancellation));
    }

    /// <inheritdoc/>
    public Task<string> MaterializeAsync(StagedName name, string folder, CancellationToken cancellation)
    {
        string file = ObjectFiles.Of(root, name).Committed;
        return File.Exists(file) ? Task.FromResult(file) : throw BlockChecks.MissingObject(name);
    }

    /// <inheritdoc/>
    public async Task<long> AdoptAsync(StagedName name, string path, CancellationToken cancellation)
    {
        ObjectFiles files = ObjectFiles.Of(root, name);
        using IDisposable held = await locks.TakeAsync(name.Value, cancellation);
        return await DirectoryFailures.GuardAsync(root, () => ObjectIntake.AdoptAsync(name, files, path, cancellation));
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string migration, CancellationToken cancellation)
    {
        string folder = ObjectFiles.MigrationFolder(root, migration);
        DirectoryFailures.Guard(root, () =>
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
                DurableFiles.FlushFolder(root);
            }

            return true;
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListMigrationsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        string[] folders = DirectoryFailures.Guard(root, () => Directory.Exists(root) ? Directory.GetDirectories(root) : []);
        foreach (string folder in folders.Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Path.GetFileName(folder);
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<long?> FindFreeBytesAsync(CancellationToken cancellation)
        => Task.FromResult(DirectoryFailures.Guard<long?>(root, () =>
        {
            DurableFiles.MakeFolder(root);
            return new DriveInfo(root).AvailableFreeSpace;
        }));

    private static string BlockKey(StagedName name, int index) => $"{name.Value}#{index}";

    /// <summary>Opens the object's working file, takes back the records of all that will be written over, and reserves the block's room.</summary>
    private async Task<FileStream> OpenPartAsync(StagedName name, ObjectFiles files, BlockPosition position, CancellationToken cancellation)
    {
        using IDisposable held = await locks.TakeAsync(name.Value, cancellation);
        return await DirectoryFailures.GuardAsync(root, async () =>
        {
            DurableFiles.MakeFolder(files.Folder);
            bool isNew = !File.Exists(files.Part);
            if (isNew)
            {
                RetireJournal(files);
            }

            FileStream part = DurableFiles.OpenToWrite(files.Part);
            try
            {
                if (isNew)
                {
                    DurableFiles.FlushFolder(files.Folder);
                }

                long end = position.Offset + position.Length;
                foreach (StagedBlock lost in (await files.PartJournal.ReadAsync(cancellation)).Values.Where(old => old.Index == position.Index || (old.Offset < end && position.Offset < old.Offset + old.Length)))
                {
                    files.PartJournal.AppendVoid(lost.Index);
                }

                DurableFiles.Reserve(part, position.Offset, position.Length);
                return part;
            }
            catch
            {
                await part.DisposeAsync();
                throw;
            }
        });
    }

    private static async Task<bool> CommitHeldAsync(StagedName name, ObjectFiles files, IReadOnlyList<StagedBlock> blocks, long length, CancellationToken cancellation)
    {
        Dictionary<int, StagedBlock> staged = await StagedRecords.ReadPartAsync(files, cancellation);
        StagedBlock? missing = blocks.FirstOrDefault(block => staged.GetValueOrDefault(block.Index) != block);
        if (missing is null && (blocks.Count > 0 || !File.Exists(files.Committed)))
        {
            DurableFiles.MakeFolder(files.Folder);
            await using (FileStream part = DurableFiles.OpenToWrite(files.Part))
            {
                part.SetLength(length);
                part.Flush(flushToDisk: true);
            }

            DurableFiles.TryRename(files.Part, files.Committed);
            RetireJournal(files);
            return true;
        }

        Dictionary<int, StagedBlock> committed = await StagedRecords.ReadCommittedAsync(files, cancellation);
        bool isRepeated = new FileInfo(files.Committed) is { Exists: true } file && file.Length == length && blocks.All(block => committed.GetValueOrDefault(block.Index) == block);
        return isRepeated
            ? true
            : throw BlockChecks.MissingBlock(name, missing?.Index ?? 0, missing is not null && staged.ContainsKey(missing.Index) ? "another content is staged in its place" : "nothing is recorded of it");
    }

    /// <summary>With no working file, the records of blocks tell of the committed object: a crash came between its renaming and theirs.</summary>
    private static void RetireJournal(ObjectFiles files)
    {
        if (!File.Exists(files.PartJournal.Path))
        {
            return;
        }

        if (File.Exists(files.Committed))
        {
            DurableFiles.TryRename(files.PartJournal.Path, files.CommittedJournal.Path);
        }
        else
        {
            File.Delete(files.PartJournal.Path);
            DurableFiles.FlushFolder(files.Folder);
        }
    }

    /// <summary>The working file; null where there is none, because a commit has renamed it or nothing was ever staged.</summary>
    private FileStream? TryOpenPart(StagedName name)
    {
        try
        {
            return DurableFiles.OpenToRead(ObjectFiles.Of(root, name).Part);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (DirectoryFailures.Of(root, error) is { } failure)
        {
            throw failure;
        }
    }

    private FileStream OpenCommitted(StagedName name)
    {
        try
        {
            return DurableFiles.OpenToRead(ObjectFiles.Of(root, name).Committed);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw BlockChecks.MissingObject(name);
        }
        catch (Exception error) when (DirectoryFailures.Of(root, error) is { } failure)
        {
            throw failure;
        }
    }
}
