namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>The part of bubblewrap's arguments that lays out a job's file system.</summary>
internal static class BubblewrapMounts
{
    private static readonly string[] LibraryFolders = ["/usr/lib", "/usr/lib64", "/lib", "/lib64"];

    /// <summary>The system's libraries and the given files and folders at their own paths, and the job's at <see cref="JobPaths.Inside"/>.</summary>
    /// <param name="readOnlyPaths">What the tool needs.</param>
    /// <param name="input">The image.</param>
    /// <param name="outputFolder">The only folder that can be written to, beside /tmp.</param>
    public static IEnumerable<string> Of(IEnumerable<string> readOnlyPaths, string input, string outputFolder)
    {
        List<DirectoryInfo> libraries = [.. LibraryFolders.Select(folder => new DirectoryInfo(folder)).Where(folder => folder.Exists)];
        List<string> shown = Outermost([.. libraries.Where(folder => folder.LinkTarget is null).Select(folder => folder.FullName), .. readOnlyPaths.Select(Path.TrimEndingDirectorySeparator)]);
        JobPaths inside = JobPaths.Inside;
        return
        [
            // Made beforehand, because bubblewrap makes missing parents for root alone, and the job may be somebody else.
            .. shown.Append(inside.Input).SelectMany(Parents).Distinct().OrderBy(folder => folder.Length).SelectMany(folder => (string[])["--perms", "0755", "--dir", folder]),
            .. shown.SelectMany(path => (string[])["--ro-bind", path, path]),
            .. libraries.Where(folder => folder.LinkTarget is not null).SelectMany(folder => (string[])["--symlink", folder.LinkTarget!, folder.FullName]),
            "--perms", "0755", "--dir", "/etc", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
            "--ro-bind", input, inside.Input,
            "--bind", outputFolder, inside.OutputFolder,
            "--remount-ro", "/",
        ];
    }

    private static List<string> Outermost(IReadOnlyCollection<string> paths)
        => [.. paths.Distinct().Where(path => !paths.Any(other => path.StartsWith(other + "/", StringComparison.Ordinal))).OrderBy(path => path.Length)];

    private static IEnumerable<string> Parents(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not (null or "/"); folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
