namespace MigrationOrchestrator.Functions.Tests;

/// <summary>The repository's files that users read and copy.</summary>
internal static class Files
{
    public static string Read(string name)
    {
        using Stream stream = typeof(Files).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
