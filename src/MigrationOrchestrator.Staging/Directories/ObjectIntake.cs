using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>Objects that come whole: put from memory or taken over from a file, and renamed into place once they are on the disk.</summary>
internal static class ObjectIntake
{
    /// <summary>Writes a small object; returns its length.</summary>
    public static async Task<long> PutAsync(ObjectFiles files, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        DurableFiles.MakeFolder(files.Folder);
        try
        {
            await using FileStream incoming = DurableFiles.OpenToWrite(files.Incoming, FileMode.Create);
            await incoming.WriteAsync(content, cancellation);
            incoming.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(files.Incoming);
            throw;
        }

        Replace(files, files.Incoming);
        return content.Length;
    }

    /// <summary>Takes a local file over; returns its length.</summary>
    /// <exception cref="Durable.FailureException"><c>staging.missing_file</c>, or <c>staging.not_a_file</c> for a link, a pipe, a device or a folder.</exception>
    public static async Task<long> AdoptAsync(StagedName name, ObjectFiles files, string path, CancellationToken cancellation)
    {
        if (!LocalFile.IsThere(path))
        {
            return new FileInfo(files.Committed) is { Exists: true } adopted ? adopted.Length : throw LocalFile.Missing(name, path);
        }

        DurableFiles.MakeFolder(files.Folder);
        long length;
        await using (FileStream flushed = LocalFile.Open(path))
        {
            length = flushed.Length;
            flushed.Flush(flushToDisk: true);
        }

        if (!TryReplace(files, path))
        {
            await CopyAsync(path, files.Incoming, cancellation);
            Replace(files, files.Incoming);
            File.Delete(path);
        }

        return length;
    }

    /// <summary>For a file on another volume: the copy is renamed into place only once it is whole and on the disk.</summary>
    private static async Task CopyAsync(string path, string incoming, CancellationToken cancellation)
    {
        try
        {
            await using FileStream from = DurableFiles.OpenToRead(path);
            await using FileStream to = DurableFiles.OpenToWrite(incoming, FileMode.Create);
            await from.CopyToAsync(to, 1 << 20, cancellation);
            to.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(incoming);
            throw;
        }
    }

    private static void Replace(ObjectFiles files, string incoming)
    {
        if (!TryReplace(files, incoming))
        {
            throw new IOException($"'{incoming}' and '{files.Committed}' are on different volumes.");
        }
    }

    private static bool TryReplace(ObjectFiles files, string incoming)
    {
        // Records of blocks tell nothing of an object that comes whole.
        foreach (string stale in (string[])[files.CommittedJournal.Path, files.PartJournal.Path, files.Part])
        {
            File.Delete(stale);
        }

        DurableFiles.FlushFolder(files.Folder);
        return DurableFiles.TryRename(incoming, files.Committed);
    }
}
