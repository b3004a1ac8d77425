using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>What the store needs of POSIX and .NET does not offer: a rename that never copies, a durable folder, reserved room.</summary>
internal static class Libc
{
    private const int CrossDevice = 18;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int ReadOnly = 0;

    /// <summary>rename(2): atomic, never a copy.</summary>
    /// <returns>False where the names are on different volumes.</returns>
    public static bool TryRename(string from, string to)
    {
        if (rename(from, to) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error == CrossDevice ? false : throw Error($"renaming '{from}' to '{to}'", error);
    }

    /// <summary>fsync(2) of a folder: makes the names in it durable.</summary>
    public static void FlushFolder(string path)
    {
        int folder = open(path, ReadOnly);
        if (folder < 0)
        {
            throw Error($"opening the folder '{path}'", Marshal.GetLastPInvokeError());
        }

        int failed = fsync(folder) < 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = close(folder);
        if (failed != 0)
        {
            throw Error($"flushing the folder '{path}'", failed);
        }
    }

    /// <summary>fallocate(2): only a lack of room is an error here; a file system that cannot reserve is left alone.</summary>
    public static void Reserve(SafeFileHandle file, long offset, long length)
    {
        if (fallocate(file, 0, offset, length) != 0 && Marshal.GetLastPInvokeError() is NoSpace or QuotaExceeded)
        {
            throw Error("reserving room", NoSpace);
        }
    }

    private static IOException Error(string what, int error) => new($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int file);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int file);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fallocate(SafeFileHandle file, int mode, long offset, long length);
}
