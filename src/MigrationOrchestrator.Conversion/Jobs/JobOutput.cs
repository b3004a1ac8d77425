using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Conversion.Jobs;

/// <summary>A job's output folder, which a hostile tool may have filled with anything.</summary>
internal static class JobOutput
{
    /// <summary>Makes the folder ready: what an earlier attempt of the same job left is removed, and what is not a job's is left alone.</summary>
    /// <exception cref="FailureException"><c>conversion.output_not_empty</c>.</exception>
    public static void Prepare(string folder, bool isLeftOver)
    {
        if (isLeftOver)
        {
            Purge(folder, except: null);
        }
        else if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new FailureException(new Failure("conversion.output_not_empty", $"The conversion's output folder '{folder}' is not empty.")
            {
                Remedy = "Every conversion needs an empty folder of its own.",
            });
        }
    }

    /// <summary>Removes all but the output file, and that too where it is no plain file.</summary>
    /// <returns>False where something stood in the output file's place that is no plain file.</returns>
    public static bool Settle(string folder, string file)
    {
        if (!Directory.Exists(folder))
        {
            return true;
        }

        bool isSound = FileStatus.Of(Path.Combine(folder, file)) is not { IsPlainFile: false };
        Purge(folder, isSound ? file : null);
        return isSound;
    }

    /// <summary>Takes the folder and the files in it back from the job's user; links are not followed.</summary>
    public static void Take(string folder)
    {
        if (Directory.Exists(folder))
        {
            FileOwners.Take(folder);
            Directory.EnumerateFileSystemEntries(folder).ToList().ForEach(FileOwners.Take);
        }
    }

    /// <summary>
    /// Length of the output file so far, in bytes. Our converter writes beside it and gives the file its name when it is whole: until there is
    /// one, what the folder holds is told.
    /// </summary>
    public static long LengthOf(string path)
        => FileStatus.Of(path) is null ? TotalOf(Path.GetDirectoryName(path)!)
            : FileStatus.Of(path) is { IsPlainFile: true } && new FileInfo(path) is { Exists: true } file ? file.Length
            : 0;

    /// <summary>Bytes of all files in the folder.</summary>
    public static long TotalOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(file => file.Exists ? file.Length : 0);
        }
        catch (Exception changing) when (changing is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static void Purge(string folder, string? except)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder).Where(entry => Path.GetFileName(entry) != except).ToList())
        {
            if (File.GetAttributes(entry).HasFlag(FileAttributes.Directory) && new DirectoryInfo(entry).LinkTarget is null)
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }
}
