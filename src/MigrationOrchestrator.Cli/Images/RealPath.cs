namespace MigrationOrchestrator.Cli.Images;

/// <summary>Where a path leads to when every link on it is followed, so that two names of one file are seen to be one.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // what Linux follows

    /// <summary>The path without links; what does not exist yet is kept as it is named.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        Stack<string> ahead = new();
        Push(ahead, Path.GetFullPath(path));
        string reached = Path.GetPathRoot(Path.GetFullPath(path))!;
        int links = 0;
        while (ahead.TryPop(out string? part))
        {
            string next = Path.GetFullPath(Path.Combine(reached, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                reached = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"The links of '{path}' lead in a circle.");
            }

            reached = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : reached;
            Push(ahead, target);
        }

        return reached;
    }

    private static void Push(Stack<string> ahead, string path)
    {
        string relative = Path.IsPathRooted(path) ? path[Path.GetPathRoot(path)!.Length..] : path;
        foreach (string part in relative.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            ahead.Push(part);
        }
    }
}
