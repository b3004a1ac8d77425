using MigrationOrchestrator.Conversion.Tests.Containers;

[assembly: AssemblyFixture(typeof(Podman))]

namespace MigrationOrchestrator.Conversion.Tests.Containers;

/// <summary>A real Podman with a small image of this machine's shell, for all tests of this assembly.</summary>
public sealed class Podman : IAsyncLifetime
{
    public const string Image = "localhost/converter-test:latest";

    private PodmanService? service;
    private string? reason = PodmanService.Objection;

    public Uri Endpoint => service!.Endpoint;

    /// <summary>Skips the test visibly where Podman cannot be had.</summary>
    public void Need() => Assert.SkipWhen(reason is not null, $"Containers are not tested: {reason}");

    public async ValueTask InitializeAsync()
    {
        if (reason is not null)
        {
            return;
        }

        service = new PodmanService();
        reason = await service.ImportAsync(Image, "sh", "bash", "cat", "head", "tail", "ls", "id", "sleep", "yes", "mkfifo", "ln", "mkdir", "cp", "dirname", "touch", "setsid", "timeout");
        if (reason is null)
        {
            await service.StartAsync();
        }
    }

    public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async Task<string> ListContainersAsync() => await service!.RunAsync("podman", "ps", "--all", "--format", "{{.Names}}");
}
