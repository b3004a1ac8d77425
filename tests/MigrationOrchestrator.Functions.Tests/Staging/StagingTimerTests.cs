using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Functions.Hosting;
using MigrationOrchestrator.Functions.Staging;
using MigrationOrchestrator.Migrations.MachineMigration;
using MigrationOrchestrator.Migrations.Staging;
using Moq;

namespace MigrationOrchestrator.Functions.Tests.Staging;

/// <summary>The timer over real directory staging and a mock of the durable client.</summary>
public sealed class StagingTimerTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 3, 30, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("staging-");
    private readonly Mock<DurableTaskClient> client = new("hub") { CallBase = true };
    private readonly ServiceProvider services;

    public StagingTimerTests()
    {
        ServiceCollection collection = new();
        collection.AddLogging().AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        Composition.AddTo(collection, FunctionsSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("HOME", folder.FullName), new("STAGING:KIND", "Directory"), new("STAGING:RETENTIONDAYS", "3")]).Build(), refuseUnknown: true));
        services = collection.BuildServiceProvider();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Sweep_RemovesWhatEndedLongEnoughAgo()
    {
        await StageAsync("ended-long-ago", OrchestrationRuntimeStatus.Terminated, days: 3);
        await StageAsync("ended-lately", OrchestrationRuntimeStatus.Terminated, days: 2);
        await StageAsync("running", OrchestrationRuntimeStatus.Running, days: 30);
        await StageAsync("unknown", null, days: 0);

        await ActivatorUtilities.CreateInstance<StagingTimer>(services).SweepAsync(new TimerInfo(), client.Object, Cancellation);

        List<string> left = [];
        await foreach (string migration in services.GetRequiredService<IStagingStore>().ListMigrationsAsync(Cancellation))
        {
            left.Add(migration);
        }

        Assert.Equal(["ended-lately", "running", "unknown"], left.Order());
    }

    private async Task StageAsync(string migration, OrchestrationRuntimeStatus? status, int days)
    {
        await services.GetRequiredService<IStagingStore>().PutAsync(StagedName.Of(migration, "disk-0", "source"), new byte[1], Cancellation);
        OrchestrationMetadata? found = status is { } known ? new OrchestrationMetadata(nameof(MigrateMachine), migration) { RuntimeStatus = known, LastUpdatedAt = Now.AddDays(-days) } : null;
        client.Setup(it => it.GetInstancesAsync(migration, It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync(found);
    }
}
