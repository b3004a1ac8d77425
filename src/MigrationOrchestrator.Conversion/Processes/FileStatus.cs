using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>What statx(2) says of a name itself: a link is not followed.</summary>
/// <param name="GroupId">Its group.</param>
/// <param name="IsPlainFile">Whether it is a plain file: no link, pipe, device, socket or folder.</param>
/// <param name="IsSocket">Whether it is a Unix socket.</param>
internal readonly record struct FileStatus(uint GroupId, bool IsPlainFile, bool IsSocket)
{
    private const int AtWorkingDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int Length = 256;
    private const int GroupIdOffset = 24;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;
    private const int PlainFile = 0x8000;
    private const int Socket = 0xc000;

    /// <summary>Reads it; null where there is nothing of that name.</summary>
    public static FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            FileInfo file = new(path);
            return file.Exists || file.LinkTarget is not null ? new FileStatus(0, file.Exists && file.LinkTarget is null, IsSocket: false) : null;
        }

        byte[] stats = new byte[Length];
        if (statx(AtWorkingDirectory, path, NoFollow, BasicStats, stats) != 0)
        {
            return null;
        }

        int type = BinaryPrimitives.ReadUInt16LittleEndian(stats.AsSpan(ModeOffset)) & TypeMask;
        return new FileStatus(BinaryPrimitives.ReadUInt32LittleEndian(stats.AsSpan(GroupIdOffset)), type == PlainFile, type == Socket);
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] stats);
}
