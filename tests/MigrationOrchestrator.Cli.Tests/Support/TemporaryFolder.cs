using MigrationOrchestrator.Cli.Hosting;

namespace MigrationOrchestrator.Cli.Tests.Support;

/// <summary>A data folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("migrator-test-").FullName;

    internal DataFolder Data => new(Path);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
