namespace MigrationOrchestrator.VCloud.Places;

/// <summary>How we recognise what we created: by a migration's key in its description.</summary>
internal static class Mark
{
    public static string Describe(string key) => $"Created by MigrationOrchestrator. [{key}]";

    public static bool IsOn(string description, string key) => key.Length > 0 && description.Contains($"[{key}]", StringComparison.Ordinal);
}
