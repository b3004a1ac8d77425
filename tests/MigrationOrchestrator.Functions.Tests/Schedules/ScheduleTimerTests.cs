using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Functions.Hosting;
using MigrationOrchestrator.Functions.Schedules;
using MigrationOrchestrator.Functions.Tests.Parity;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Schedules;
using Moq;

namespace MigrationOrchestrator.Functions.Tests.Schedules;

/// <summary>The timer over the app's own services and a mock of the durable client.</summary>
public sealed class ScheduleTimerTests : IAsyncDisposable
{
    private const string SlotsBatch = "s-20261102T1200Z";

    private static readonly DateTimeOffset Slot = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("schedules-");
    private readonly FakeTimeProvider time = new(Slot.AddMinutes(-10));
    private readonly Mock<DurableTaskClient> client = new("hub") { CallBase = true };
    private readonly ServiceProvider services;
    private readonly List<string> started = [];

    public ScheduleTimerTests()
    {
        ServiceCollection collection = new();
        collection.AddLogging().AddSingleton<TimeProvider>(time);
        Composition.AddTo(collection, FunctionsSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("HOME", folder.FullName), new("STAGING:KIND", "Directory")]).Build(), refuseUnknown: true));
        services = collection.BuildServiceProvider();
        client.Setup(it => it.GetInstancesAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, bool _, CancellationToken _) => started.Contains(id) ? new OrchestrationMetadata(nameof(MigrateBatch), id) { RuntimeStatus = OrchestrationRuntimeStatus.Running } : null);
        client.Setup(it => it.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((TaskName _, object? _, StartOrchestrationOptions? options, CancellationToken _) =>
            {
                started.Add(options!.InstanceId!);
                return options.InstanceId!;
            });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Timer_FiresEveryMinute()
    {
        (_, TimerTriggerAttribute trigger) = Assert.Single(FunctionList.With<TimerTriggerAttribute>(), found => FunctionList.NameOf(found.Function) == "StartDueSchedules");
        Assert.Equal("0 * * * * *", trigger.Schedule);
        Assert.False(trigger.RunOnStartup);
    }

    [Fact]
    public async Task Timer_ThatFiresALittleEarly_StartsTheSlotOnce()
    {
        await ScheduleAsync();
        ScheduleTimer timer = ActivatorUtilities.CreateInstance<ScheduleTimer>(services);

        await FireAsync(timer, Slot.AddMinutes(-1));
        Assert.Empty(started);
        await FireAsync(timer, Slot.AddMilliseconds(-900));
        await FireAsync(timer, Slot.AddMinutes(1).AddMilliseconds(-900));

        Assert.Equal([SlotsBatch], started);
        Assert.Equal(SlotsBatch, (await services.GetRequiredService<ISchedules>().FindAsync("s", Cancellation))!.Last!.BatchId!.Value.Value);
    }

    [Fact]
    public async Task Slot_WhoseBatchIsThere_CountsAsStarted()
    {
        await ScheduleAsync();
        started.Add(SlotsBatch);

        await FireAsync(ActivatorUtilities.CreateInstance<ScheduleTimer>(services), Slot);

        Assert.Equal([SlotsBatch], started);
        Assert.Equal(SlotsBatch, (await services.GetRequiredService<ISchedules>().FindAsync("s", Cancellation))!.Last!.BatchId!.Value.Value);
    }

    private async Task ScheduleAsync()
    {
        ICloudRegistry registry = services.GetRequiredService<ICloudRegistry>();
        await registry.SaveAsync(new Cloud(CloudName.Parse("north"), CloudKind.Parse("openstack"), new Uri("http://127.0.0.1:1")), Cancellation);
        await services.GetRequiredService<IBatchFiles>().SaveFileAsync("nightly", BatchFile.FromJson("""{"machines":[{"source":{"cloud":"north","machine":"web"},"target":{"cloud":"north"}}]}"""), Cancellation);
        await services.GetRequiredService<ISchedules>().SaveAsync("s", new ScheduleDefinition("0 12 * * *", "nightly"), Cancellation);
    }

    private Task FireAsync(ScheduleTimer timer, DateTimeOffset at)
    {
        time.SetUtcNow(at);
        return timer.StartDueAsync(new TimerInfo(), client.Object, Cancellation);
    }
}
