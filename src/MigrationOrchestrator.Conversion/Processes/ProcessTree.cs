using System.Globalization;
using System.Runtime.InteropServices;
using MigrationOrchestrator.Conversion.Jobs;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>What Linux's /proc says of a process and its descendants.</summary>
internal static class ProcessTree
{
    private const int KillSignal = 9;

    /// <summary>Names a process so that it cannot be mistaken for a later one with the same number.</summary>
    public static ProcessIdentity Identify(int id) => new(id, ReadStat(id)?.StartTicks ?? 0);

    /// <summary>Ends a process and its descendants if it is still the one that was meant.</summary>
    public static void Kill(ProcessIdentity process)
    {
        if (ReadStat(process.Id) is not { } stat || process.StartTicks == 0 || stat.StartTicks != process.StartTicks)
        {
            return;
        }

        foreach (int id in Members(process.Id).ToList())
        {
            _ = kill(id, KillSignal);
        }
    }

    /// <summary>Ends every process of a user that only a job has.</summary>
    public static void KillUser(uint userId)
    {
        foreach (int id in All().Where(id => ReadStatus(id, "Uid:") is { } owner && owner == userId))
        {
            _ = kill(id, KillSignal);
        }
    }

    /// <summary>Memory of a process and its descendants in bytes: what is theirs alone, without the files that they map.</summary>
    public static long MemoryOf(int root) => Members(root).Sum(id => (ReadStatus(id, "RssAnon:") ?? 0) * 1024);

    private static IEnumerable<int> Members(int root)
    {
        ILookup<int, int> children = All().Select(id => (Id: id, Stat: ReadStat(id))).Where(one => one.Stat is not null).ToLookup(one => one.Stat!.Value.Parent, one => one.Id);
        Queue<int> open = new([root]);
        while (open.TryDequeue(out int id))
        {
            yield return id;
            foreach (int child in children[id])
            {
                open.Enqueue(child);
            }
        }
    }

    private static IEnumerable<int> All()
        => Directory.Exists("/proc/self")
            ? Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0).Where(id => id > 0)
            : [];

    /// <summary>Fields 4 and 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold anything, so counting begins after its last bracket.</summary>
    private static (int Parent, long StartTicks)? ReadStat(int id)
    {
        string[] fields = ReadFile($"/proc/{id}/stat") is { } text ? text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return fields.Length > 19 && int.TryParse(fields[1], CultureInfo.InvariantCulture, out int parent) && long.TryParse(fields[19], CultureInfo.InvariantCulture, out long start)
            ? (parent, start)
            : null;
    }

    private static long? ReadStatus(int id, string field)
    {
        string? line = ReadFile($"/proc/{id}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.TryParse(line?.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1), CultureInfo.InvariantCulture, out long value) ? value : null;
    }

    private static string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int id, int signal);
}
