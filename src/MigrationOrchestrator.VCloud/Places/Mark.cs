using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.VCloud.Places;

/// <summary>How we recognise what we created: by a migration's key in its description.</summary>
internal static class Mark
{
    public static string Describe(string key) => $"Created by MigrationOrchestrator. [{key}]";

    /// <summary>The migration whose mark a description carries, or null.</summary>
    public static string? Migration(string description)
    {
        int start = description.IndexOf("[" + Leftover.KeyPrefix, StringComparison.Ordinal);
        int end = start < 0 ? -1 : description.IndexOf(']', start);
        return end < 0 ? null : description[(start + 1 + Leftover.KeyPrefix.Length)..end];
    }

    public static bool IsOn(string description, string key) => key.Length > 0 && description.Contains($"[{key}]", StringComparison.Ordinal);
}
