namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>Whether a folder is on a disk: memory takes no time to sync, so what is measured there says nothing.</summary>
internal static class RealDisk
{
    private static readonly string[] Memory = ["tmpfs", "ramfs", "devtmpfs"];

    /// <summary>The file system of memory that holds a folder, or null where it is on a disk.</summary>
    public static string? FindMemory(string folder)
    {
        string path = Path.GetFullPath(folder);
        DriveInfo? holds = DriveInfo.GetDrives().Where(drive => IsUnder(path, drive.Name)).MaxBy(drive => drive.Name.Length);
        return holds is { } drive && Memory.Contains(drive.DriveFormat, StringComparer.Ordinal) ? $"{drive.Name} ({drive.DriveFormat})" : null;
    }

    private static bool IsUnder(string path, string root) => root == "/" || path == root || path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);
}
