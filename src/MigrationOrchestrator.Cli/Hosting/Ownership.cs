using System.Security.Cryptography;
using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>
/// The right to run a data folder's engine. The kernel gives it to one process at a time (a lock on a file) and takes it back when that process
/// ends, however it ends; where the owner can be reached stands beside the lock.
/// </summary>
internal sealed class Ownership : IDisposable
{
    private const int ReadOnlyFileSystem = 30; // EROFS of errno(3), which .NET hands on as it is

    private readonly DataFolder folder;
    private readonly FileStream held;

    private Ownership(DataFolder folder, FileStream held)
    {
        this.folder = folder;
        this.held = held;
    }

    /// <summary>Takes the ownership, or returns null where another process has it.</summary>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public static Ownership? TryTake(DataFolder folder)
    {
        try
        {
            FileStream held = new(folder.OwnerLock, DataFolder.PrivateFile(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            File.Delete(folder.Owner);
            return new Ownership(folder, held);
        }
        catch (IOException refused) when (OperatingSystem.IsLinux() && refused.HResult == ReadOnlyFileSystem)
        {
            throw new UsageException("data.read_only", $"The data folder '{folder.Root}' cannot be written: its file system is mounted read-only.", "Mount it writable, or name another folder with --data.");
        }
        catch (IOException busy) when (busy is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <summary>A key that nobody can guess.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Says where this process can be reached; readable by the folder's owner alone.</summary>
    public Task AnnounceAsync(Uri url, string key, bool isService, CancellationToken cancellation)
        => DataFolder.ReplaceAsync(folder.Owner, JsonSerializer.SerializeToUtf8Bytes(new OwnerFile(url, key, Environment.ProcessId) { IsService = isService }, CliJsonContext.Default.OwnerFile), cancellation);

    /// <summary>Where the owner can be reached, or null where that is not said (yet).</summary>
    /// <exception cref="UsageException">The file is not ours.</exception>
    public static async Task<OwnerFile?> FindOwnerAsync(DataFolder folder, CancellationToken cancellation)
    {
        try
        {
            byte[] json = await File.ReadAllBytesAsync(folder.Owner, cancellation);
            OwnerFile? owner = JsonSerializer.Deserialize(json, CliJsonContext.Default.OwnerFile);
            return owner is { Url: { IsAbsoluteUri: true, IsLoopback: true }, Key: not null } ? owner : throw new JsonException("no loopback address");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException broken)
        {
            throw new UsageException("data.owner_file", $"'{folder.Owner}' cannot be read: {broken.Message}", "Stop the process that holds the data folder and remove the file.");
        }
    }

    /// <summary>Gives the ownership back.</summary>
    public void Dispose()
    {
        File.Delete(folder.Owner);
        held.Dispose();
    }
}

/// <summary>Where the process that runs a data folder's engine can be reached.</summary>
/// <param name="Url">Its loopback address.</param>
/// <param name="Key">The key that it demands.</param>
/// <param name="ProcessId">Its process id, for people.</param>
internal sealed record OwnerFile(Uri Url, string Key, int ProcessId)
{
    /// <summary>Whether it stays until it is told to stop: others may leave work to it.</summary>
    public bool IsService { get; init; }
}
