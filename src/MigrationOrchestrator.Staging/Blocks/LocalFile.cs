using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Staging.Blocks;

/// <summary>A file of this machine that a store takes over: a tool wrote it, which a hostile image may have led astray.</summary>
internal static class LocalFile
{
    /// <summary>Whether there is anything of this name.</summary>
    /// <exception cref="FailureException"><c>staging.not_a_file</c> for a link, a folder or a device.</exception>
    public static bool IsThere(string path)
    {
        FileInfo file = new(path);
        if (file.LinkTarget is not null || Directory.Exists(path))
        {
            throw NotAFile(path);
        }

        return file.Exists;
    }

    /// <summary>Opens it, for its owner alone from now on.</summary>
    /// <exception cref="FailureException"><c>staging.not_a_file</c> for a pipe or a device.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // Opening a pipe to read and write does not wait for its other end.
        FileStream file = new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        if (file.CanSeek)
        {
            return file;
        }

        file.Dispose();
        throw NotAFile(path);
    }

    /// <summary>A file that is not there, and whose object is not there either.</summary>
    public static FailureException Missing(StagedName name, string path)
        => new(new Failure("staging.missing_file", $"'{path}' should become '{name}' in staging, and is not there.")
        {
            Remedy = "Retry the migration: the step that writes this file runs again.",
        });

    private static FailureException NotAFile(string path)
        => new(new Failure("staging.not_a_file", $"'{path}' should be taken over into staging, and is a link, a pipe, a device or a folder.")
        {
            Remedy = "A conversion must write a plain file; treat the source image as hostile and look at the conversion's output.",
        });
}
