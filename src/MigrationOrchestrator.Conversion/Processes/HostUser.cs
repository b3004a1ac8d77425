using System.Runtime.InteropServices;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>The user that the host runs as.</summary>
internal static class HostUser
{
    /// <summary>Its number and its group's, as <c>1000:1000</c>.</summary>
    public static string Name => $"{geteuid()}:{getegid()}";

    /// <summary>Its number.</summary>
    public static uint Id => geteuid();

    /// <summary>Its group's number.</summary>
    public static uint GroupId => getegid();

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint getegid();
}
