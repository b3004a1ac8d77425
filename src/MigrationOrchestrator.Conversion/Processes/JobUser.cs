using System.Globalization;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>The unprivileged users that jobs run as where the host is root: one for each job, so that jobs cannot reach each other or anything else.</summary>
internal static class JobUser
{
    // Nobody's range in systemd's table of user ids (UIDs and GIDs on systemd systems): above the containers' ids.
    private const uint First = 0x7000_0000;
    private const uint Count = 0x0100_0000;
    private const uint Nobody = 65_534;

    /// <summary>A job's user: the same for the same job.</summary>
    /// <param name="name">The job's short name, which ends in hexadecimal digits.</param>
    public static uint Of(string name)
        => IsMapped(First + 1 + Count) ? First + 1 + (uint.Parse(name.AsSpan(name.Length - 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % Count) : Nobody;

    /// <summary>The group of all jobs, which may read their inputs.</summary>
    public static uint Group => IsMapped(First) ? First : Nobody;

    /// <summary>Whether a user's processes are one job's alone.</summary>
    public static bool IsOwn(uint user) => user != Nobody;

    /// <summary>In a container the kernel may know fewer users (user_namespaces(7): inside, outside, count).</summary>
    private static bool IsMapped(uint user)
        => File.Exists("/proc/self/uid_map") && File.ReadLines("/proc/self/uid_map")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => uint.TryParse(fields[0], CultureInfo.InvariantCulture, out uint inside) && uint.TryParse(fields[2], CultureInfo.InvariantCulture, out uint count) && user >= inside && user - inside < count);
}
