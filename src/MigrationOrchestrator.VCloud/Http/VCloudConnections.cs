using System.Collections.Concurrent;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>
/// One connection for each registration in use. Sessions that idle are ended long before the cloud's own 30 minutes, because organisations have a
/// limit of sessions; the next call starts another.
/// </summary>
internal sealed class VCloudConnections : IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SignOutTime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<VCloudSettings, Lazy<VCloudConnection>> connections = new();
    private readonly SecretStores secrets;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task sweeping;

    public VCloudConnections(SecretStores secrets, TimeProvider clock)
    {
        this.secrets = secrets;
        this.clock = clock;
        sweeping = SweepAsync(stopping.Token);
    }

    /// <exception cref="Durable.FailureException"><c>cloud.settings</c>.</exception>
    public VCloudConnection For(Cloud cloud)
        => connections.GetOrAdd(VCloudSettings.From(cloud), settings => new Lazy<VCloudConnection>(() => new VCloudConnection(settings, secrets, clock))).Value;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sweeping;
        using CancellationTokenSource limit = new(SignOutTime, clock);
        foreach (Lazy<VCloudConnection> connection in connections.Values.Where(one => one.IsValueCreated))
        {
            await EndAsync(connection.Value.Sessions.EndAsync(limit.Token));
            connection.Value.Dispose();
        }

        stopping.Dispose();
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(Idle / 5, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                foreach (Lazy<VCloudConnection> connection in connections.Values.Where(one => one.IsValueCreated))
                {
                    await EndAsync(connection.Value.Sessions.EndIdleAsync(Idle, cancellation));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private static async Task EndAsync(Task ending)
    {
        try
        {
            await ending;
        }
        catch (OperationCanceledException)
        {
            // The cloud forgets the session when it idles.
        }
    }
}
