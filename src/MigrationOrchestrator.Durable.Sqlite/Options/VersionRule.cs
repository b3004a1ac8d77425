namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>Whether a host runs an instance of some version.</summary>
internal static class VersionRule
{
    public const string Code = "orchestrator.version";

    /// <summary>Why an instance is not run here; null where it is.</summary>
    public static Failure? Refuse(string instance, SqliteDurableOptions options) => options.VersionMatch switch
    {
        VersionMatch.Strict when instance != options.Version => Refused(instance, options.Version, "exactly its own version"),
        VersionMatch.CurrentOrOlder when Compare(instance, options.Version) > 0 => Refused(instance, options.Version, "its own version and older ones"),
        _ => null,
    };

    /// <summary>Compares dotted numbers part by part, missing parts as zero; parts that are no numbers by their characters.</summary>
    public static int Compare(string left, string right)
    {
        string[] a = left.Split('.');
        string[] b = right.Split('.');
        for (int part = 0; part < Math.Max(a.Length, b.Length); part++)
        {
            string x = part < a.Length && a[part].Length > 0 ? a[part] : "0";
            string y = part < b.Length && b[part].Length > 0 ? b[part] : "0";
            int order = long.TryParse(x, out long m) && long.TryParse(y, out long n) ? m.CompareTo(n) : string.CompareOrdinal(x, y);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static Failure Refused(string instance, string host, string rule) => new(Code, $"The instance has version '{instance}'; this host has version '{host}' and runs {rule}.")
    {
        Remedy = $"Start a host of version '{instance}'; the instance goes on there.",
    };
}
