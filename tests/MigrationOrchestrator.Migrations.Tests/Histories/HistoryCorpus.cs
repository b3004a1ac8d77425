using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Tests.Histories;

/// <summary>Histories of real migrations that earlier builds ran, kept as JSON beside this file. They are never rewritten: a build that cannot replay them strands its users' migrations.</summary>
internal static class HistoryCorpus
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder(), "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static HistoryExport Read(string file) => DurableJson.Deserialize<HistoryExport>(File.ReadAllText(Path.Combine(Folder(), file)))!;

    /// <summary>Adds a history where <c>MIGRATOR_WRITE_CORPUS=1</c> asks for it and there is none of that name.</summary>
    public static void Offer(string name, HistoryExport history)
    {
        string path = Path.Combine(Folder(), $"{name}.json");
        if (Environment.GetEnvironmentVariable("MIGRATOR_WRITE_CORPUS") == "1" && !File.Exists(path))
        {
            File.WriteAllText(path, JsonNode.Parse(DurableJson.Serialize(history))!.ToJsonString(Indented) + "\n");
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
