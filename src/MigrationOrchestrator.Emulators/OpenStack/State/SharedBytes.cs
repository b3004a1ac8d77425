using System.Runtime.InteropServices;

namespace MigrationOrchestrator.Emulators.OpenStack.State;

/// <summary>Copies of files that nobody writes to: they share their bytes, so that hundreds of servers of one image take the room of one.</summary>
internal static class SharedBytes
{
    /// <summary>Makes a copy; on systems or volumes without hard links it has bytes of its own.</summary>
    public static void Copy(string from, string to)
    {
        File.Delete(to);
        if (!OperatingSystem.IsLinux() || Link(from, to) != 0)
        {
            File.Copy(from, to);
        }
    }

    /// <summary>Gives a file bytes of its own, before somebody writes to it.</summary>
    public static void Separate(string path)
    {
        string own = $"{path}.{Guid.NewGuid():N}.part";
        File.Copy(path, own);
        File.Move(own, path, overwrite: true);
    }

    [DllImport("libc", EntryPoint = "link", BestFitMapping = false), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
