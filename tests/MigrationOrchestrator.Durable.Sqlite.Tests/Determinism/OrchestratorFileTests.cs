using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Determinism;

/// <summary>Orchestrators live where the banned-symbol analyser looks: in <c>*.orchestrator.cs</c>.</summary>
public sealed partial class OrchestratorFileTests
{
    [Fact]
    public void Orchestrators_OfTheProduct_AreAllInOrchestratorFiles()
    {
        string[] files = [.. Directory.EnumerateFiles(Sources(), "*.cs", SearchOption.AllDirectories).Where(path => !Generated().IsMatch(path))];
        string[] orchestrators = [.. files.Where(path => BaseType().IsMatch(File.ReadAllText(path)))];

        Assert.NotEmpty(orchestrators);
        Assert.All(orchestrators, path => Assert.EndsWith(".orchestrator.cs", path, StringComparison.Ordinal));
    }

    private static string Sources([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src"));

    [GeneratedRegex(@"\bclass\s+\w+[^{;]*:\s*Orchestrator<")]
    private static partial Regex BaseType();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Generated();
}
