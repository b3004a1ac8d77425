using System.Runtime.InteropServices;
using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>
/// Lets a job's own user read its input and write its output, where the host runs as root: the input's group becomes the job's for the time, with
/// the right to read; the output folder is the job's until it ended.
/// </summary>
internal static class FileOwners
{
    private const uint Unchanged = uint.MaxValue;

    /// <summary>How a file is now; null where everybody may read it and nothing needs to change.</summary>
    public static SharedInput? LookAt(string path)
        => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0
            ? null
            : new SharedInput(path, FileStatus.Of(path)?.GroupId ?? throw NotShared(path, "reading its group"), File.GetUnixFileMode(path));

    /// <summary>Lets a group read a file.</summary>
    /// <exception cref="FailureException"><c>conversion.not_shared</c>.</exception>
    public static void Share(SharedInput before, uint groupId)
    {
        if (!OperatingSystem.IsWindows())
        {
            Own(before.Path, Unchanged, groupId);
            File.SetUnixFileMode(before.Path, (before.Mode & ~UnixFileMode.GroupWrite) | UnixFileMode.GroupRead);
        }
    }

    /// <summary>Makes a file what it was; one that is gone is left alone.</summary>
    public static void Restore(SharedInput? before)
    {
        if (before is null || OperatingSystem.IsWindows() || !File.Exists(before.Path))
        {
            return;
        }

        File.SetUnixFileMode(before.Path, before.Mode);
        Own(before.Path, Unchanged, before.GroupId);
    }

    /// <summary>Gives a folder to a user.</summary>
    public static void GiveFolder(string path, uint userId, uint groupId) => Own(path, userId, groupId);

    /// <summary>Takes a file or folder back; a link is not followed.</summary>
    public static void Take(string path) => Own(path, HostUser.Id, HostUser.GroupId);

    private static void Own(string path, uint userId, uint groupId)
    {
        if (lchown(path, userId, groupId) != 0)
        {
            throw NotShared(path, "changing its owner");
        }
    }

    private static FailureException NotShared(string path, string what)
        => new(new Failure("conversion.not_shared", $"'{path}' cannot be shared with the conversion's own user: {what} failed: {Marshal.GetLastPInvokeErrorMessage()}.")
        {
            Remedy = "Put staging on a volume with Unix owners and modes, or run the host as an ordinary user.",
        });

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int lchown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint userId, uint groupId);
}
