namespace MigrationOrchestrator.Staging.Directories;

/// <summary>Files and folders for their owner alone, whose names and bytes survive a crash once they are flushed.</summary>
internal static class DurableFiles
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    /// <summary>Makes a folder and those above it that are missing, each 0700 and durable.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } parent)
        {
            return;
        }

        MakeFolder(parent);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, PrivateFolder);
        FlushFolder(parent);
    }

    /// <summary>Opens a file to write anywhere in it, unbuffered; a new one is 0600.</summary>
    public static FileStream OpenToWrite(string path, FileMode mode = FileMode.OpenOrCreate)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Opens a file to read anywhere in it, unbuffered; it may be renamed or removed meanwhile.</summary>
    public static FileStream OpenToRead(string path)
        => new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });

    /// <summary>Renames a flushed file over another on the same volume and makes the new name durable.</summary>
    /// <returns>False where they are on different volumes; nothing happened then.</returns>
    public static bool TryRename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(from, to, overwrite: true);
            return true;
        }

        if (!Libc.TryRename(from, to))
        {
            return false;
        }

        Libc.FlushFolder(Path.GetDirectoryName(to)!);
        return true;
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Libc.FlushFolder(path);
        }
    }

    /// <summary>Reserves room on the disk, so that a full one is noticed before the source is read; a file system that cannot is left alone.</summary>
    /// <exception cref="IOException">No room is left.</exception>
    public static void Reserve(FileStream file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            Libc.Reserve(file.SafeFileHandle, offset, length);
        }
    }
}
