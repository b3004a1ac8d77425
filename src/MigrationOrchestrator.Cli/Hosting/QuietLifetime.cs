using Microsoft.Extensions.Hosting;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>The command line handles signals itself, so that a command can say how to go on before the host stops.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
