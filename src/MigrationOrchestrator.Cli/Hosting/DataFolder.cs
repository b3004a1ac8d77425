using MigrationOrchestrator.Cli.CommandLine;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>The folder that holds everything that <c>migrator</c> keeps; only its owner may look into it.</summary>
/// <param name="Root">Its full path.</param>
internal sealed record DataFolder(string Root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The engine's file.</summary>
    public string Engine => Path.Combine(Root, "engine.db");

    /// <summary>The registered clouds.</summary>
    public string Clouds => Path.Combine(Root, "clouds.json");

    /// <summary>Saved batch files, schedules, and what running batches were started with.</summary>
    public string Documents => Path.Combine(Root, "documents");

    /// <summary>Configuration that belongs to this folder.</summary>
    public string Configuration => Path.Combine(Root, "migrator.json");

    /// <summary>Held by the process that runs the engine.</summary>
    public string OwnerLock => Path.Combine(Root, "owner.lock");

    /// <summary>Where that process can be reached.</summary>
    public string Owner => Path.Combine(Root, "owner.json");

    /// <summary>Staged bytes, where staging is a directory.</summary>
    public string Staging => Path.Combine(Root, "staging");

    /// <summary>Working folders of conversions.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>Encrypted secrets and their keys.</summary>
    public string Secrets => Path.Combine(Root, "secrets");

    /// <summary>Receipts that <c>run</c> wrote.</summary>
    public string Receipts => Path.Combine(Root, "receipts");

    /// <summary>Logs.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Opens the folder that is named, else MIGRATOR_HOME's, else the XDG data folder's; makes it where it is missing.</summary>
    /// <exception cref="UsageException">It cannot be made or entered.</exception>
    public static DataFolder Open(string? named)
    {
        string root = Path.GetFullPath(FirstOf(named, Environment.GetEnvironmentVariable("MIGRATOR_HOME")) ?? Path.Combine(XdgDataHome(), "migrator"));
        try
        {
            DataFolder folder = new(root);
            MakePrivate(root);
            return folder;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UsageException("data.folder", $"The data folder '{root}' cannot be used: {refused.Message}", "Name another with --data or MIGRATOR_HOME.");
        }
    }

    /// <summary>Makes a folder below the root (or the root itself) that only its owner may enter.</summary>
    public static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        bool isNew = !Directory.Exists(path);
        Directory.CreateDirectory(path, OwnerOnly);
        if (isNew)
        {
            // The process's umask may have taken even the owner's rights.
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    /// <summary>How a file is opened that only its owner may read, once it is made.</summary>
    public static FileStreamOptions PrivateFile(FileMode mode, FileAccess access, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Writes a file of its owner's alone, whole or not at all, and durably.</summary>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        string fresh = $"{path}.{Environment.ProcessId}.new";
        await using (FileStream stream = new(fresh, PrivateFile(FileMode.Create, FileAccess.Write, FileShare.None)))
        {
            await stream.WriteAsync(content, cancellation);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    private static string XdgDataHome()
        => FirstOf(Environment.GetEnvironmentVariable("XDG_DATA_HOME")) is { } home && Path.IsPathRooted(home)
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");

    private static string? FirstOf(params ReadOnlySpan<string?> candidates)
    {
        foreach (string? candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
