using MigrationOrchestrator.Conversion.Tests.Containers;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>
/// The converter's image as infra/local/converter/build makes it, in a Podman of the tests' own. The base is of this machine's files and the migrator is the one under test;
/// with MIGRATOR_TEST_ALL=1 the script publishes its own, and the base is Debian's where mmdebstrap is installed.
/// </summary>
public sealed class ConverterImage : IAsyncLifetime
{
    public const string Name = "localhost/converter-under-test:latest";

    private string? reason = PodmanService.Objection;

    internal PodmanService Podman { get; } = new();

    /// <summary>Skips the test visibly where Podman cannot be had.</summary>
    public void Need() => Assert.SkipWhen(reason is not null, $"The converter's image is not tested: {reason}");

    public async ValueTask InitializeAsync()
    {
        reason ??= await Podman.ImportAsync("localhost/nothing:latest");
        if (reason is not null)
        {
            return;
        }

        bool all = Environment.GetEnvironmentVariable("MIGRATOR_TEST_ALL") == "1";
        string script = Path.Combine(PodmanService.Repository, "infra", "local", "converter", "build");
        string[] how = all ? ["--base", File.Exists("/usr/bin/mmdebstrap") ? "debian" : "host"] : ["--base", "host", "--migrator", AppContext.BaseDirectory];
        await Podman.RunAsync(script, ["--engine", "podman", "--image", Name, .. how]);
        await Podman.StartAsync();
    }

    public ValueTask DisposeAsync() => Podman.DisposeAsync();
}
