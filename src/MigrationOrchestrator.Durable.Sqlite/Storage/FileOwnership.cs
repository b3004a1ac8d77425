using System.Globalization;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>One process owns the engine's file: an exclusively opened lock file beside it, which the system releases when the process dies.</summary>
internal sealed class FileOwnership : IDisposable
{
    private readonly FileStream held;
    private readonly string ownerPath;

    private FileOwnership(FileStream held, string ownerPath)
    {
        this.held = held;
        this.ownerPath = ownerPath;
    }

    /// <summary>Takes the file, or says who has it.</summary>
    /// <exception cref="InvalidOperationException">Another process has it; the message names that process.</exception>
    /// <exception cref="IOException">The owner's name cannot be written beside the file.</exception>
    public static FileOwnership Take(string path, TimeProvider time)
    {
        // Nobody can read a locked file, so the owner's name stands in another one.
        string lockPath = path + ".lock";
        string ownerPath = path + ".owner";
        FileStream held;
        try
        {
            held = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (File.Exists(lockPath))
        {
            string owner = File.Exists(ownerPath) ? File.ReadAllText(ownerPath) : "another process";
            throw new InvalidOperationException($"'{path}' is in use by {owner}. One process owns the engine's file: stop that one, or talk to it over HTTP.", taken);
        }

        try
        {
            File.WriteAllText(ownerPath, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} since {time.GetUtcNow():u}"));
            return new FileOwnership(held, ownerPath);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw new IOException($"The owner of '{path}' cannot be noted in '{ownerPath}': {failed.Message} Make its folder writable and see that the disk has room.", failed);
        }
    }

    public void Dispose()
    {
        File.Delete(ownerPath);
        held.Dispose();
    }
}
