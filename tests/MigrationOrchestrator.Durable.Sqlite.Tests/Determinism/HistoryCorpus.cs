using System.Runtime.CompilerServices;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Determinism;

/// <summary>Histories that earlier builds wrote, kept as JSON beside this file. They are never rewritten: a build that cannot replay them breaks its users' instances.</summary>
internal static class HistoryCorpus
{
    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Corpus");

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder(), "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static HistoryExport Read(string file) => DurableJson.Deserialize<HistoryExport>(File.ReadAllText(Path.Combine(Folder(), file)))!;

    public static IEnumerable<HistoryExport> All() => Files.Select(Read);

    /// <summary>Adds a history; used once for each new feature, with <c>MIGRATOR_WRITE_CORPUS=1</c>.</summary>
    public static void Add(string name, HistoryExport history)
    {
        _ = Directory.CreateDirectory(Folder());
        string path = Path.Combine(Folder(), $"{name}.json");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, System.Text.Json.Nodes.JsonNode.Parse(DurableJson.Serialize(history))!.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }) + "\n");
        }
    }
}
