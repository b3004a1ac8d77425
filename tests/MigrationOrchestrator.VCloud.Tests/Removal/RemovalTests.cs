using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Removal;

public sealed class RemovalTests
{
    public enum Progress
    {
        Nothing,
        Created,
        Described,
        Half,
        Whole,
        Ready,
    }

    [Theory]
    [InlineData("5.1", Progress.Nothing)]
    [InlineData("5.1", Progress.Created)]
    [InlineData("5.1", Progress.Half)]
    [InlineData("5.1", Progress.Whole)]
    [InlineData("5.1", Progress.Ready)]
    [InlineData("38.1", Progress.Nothing)]
    [InlineData("38.1", Progress.Created)]
    [InlineData("38.1", Progress.Described)]
    [InlineData("38.1", Progress.Half)]
    [InlineData("38.1", Progress.Whole)]
    [InlineData("38.1", Progress.Ready)]
    public async Task Removal_AtAnyPoint_ByNameAlone_LeavesNothing(string version, Progress progress)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(version);
        TinyDelivery delivery = await bench.PrepareAsync();
        await AdvanceAsync(delivery, progress);
        await bench.RemoveAsync(delivery);
        await bench.RemoveAsync(delivery);
        VCloudEmulatorState left = bench.Emulator.State;
        Assert.Empty(left.Templates);
        Assert.Empty(left.CatalogItems);
        Assert.Empty(left.Uploads);
        Assert.Empty(left.OpenTasks);
        string templates = Path.Combine(bench.Emulator.Folder, "templates");
        Assert.True(!Directory.Exists(templates) || !Directory.EnumerateFileSystemEntries(templates).Any());
    }

    [Fact]
    public async Task Removal_ByAnIdThatIsGone_IsSuccess()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        string id = (await delivery.BeginAsync()).ResourceId;
        await bench.RemoveAsync(delivery, id: id);
        await bench.RemoveAsync(delivery, id: id);
        Assert.Empty(bench.Emulator.State.Templates);
    }

    [Fact]
    public async Task Removal_WithoutAPlace_LooksEverywhere()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.BeginAsync();
        await bench.Target.RemoveAsync(new LedgerEntry(bench.Cloud.Name, null, CloudSide.Target, "vAppTemplate", "web-1", VCloudBench.Key), VCloudBench.Cancellation);
        Assert.Empty(bench.Emulator.State.Templates);
    }

    [Fact]
    public async Task Leftovers_AreFoundByTheirMark_WhateverTheirState()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery half = await bench.PrepareAsync("half");
        half.Request = half.Request with { Key = "migration-a" };
        await half.BeginAsync();
        TinyDelivery whole = await bench.PrepareAsync("whole");
        whole.Request = whole.Request with { Key = "migration-b" };
        string id = (await whole.DeliverAsync()).ResourceId;
        TinyDelivery others = await bench.PrepareAsync("others");
        await others.DeliverAsync();
        ILeftovers leftovers = bench.Provider.Leftovers(bench.Cloud)!;

        List<Leftover> found = await leftovers.ListAsync(VCloudBench.Cancellation).ToListAsync(VCloudBench.Cancellation);
        await leftovers.RemoveAsync(found.Single(one => one.Migration == "a"), VCloudBench.Cancellation);

        Assert.Equal([("a", "half", true, false), ("b", "whole", true, true)], found.Select(one => (one.Migration, one.Name, one.IsDelivery, one.IsComplete)).Order());
        Assert.Equal(id, found.Single(one => one.Migration == "b").Id);
        Assert.Equal(["others", "whole"], bench.Emulator.State.Templates.Select(template => template.Name).Order());
    }

    [Fact]
    public async Task Removal_OfSomebodyElsesTemplateOfTheSameName_LeavesIt()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery others = await bench.PrepareAsync();
        others.Request = others.Request with { Key = "another-migration" };
        string id = (await others.DeliverAsync()).ResourceId;
        await bench.RemoveAsync(others);
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => bench.RemoveAsync(others, id: id))).Failure;
        Assert.Equal(("cloud.not_ours", false), (failure.Code, failure.Transient));
        Assert.Single(bench.Emulator.State.Templates);
    }

    [Fact]
    public async Task Removal_WhileTheCloudIsBusy_IsTransient()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.DeliverAsync();
        bench.Emulator.Faults.Add(new FaultRule("/api/vAppTemplate/*", new FaultEffect { Status = 409 }) { Method = "DELETE", Times = 1 });
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => bench.RemoveAsync(delivery))).Failure;
        Assert.Equal(("cloud.busy", true), (failure.Code, failure.Transient));
        await bench.RemoveAsync(delivery);
        Assert.Empty(bench.Emulator.State.Templates);
    }

    private static async Task AdvanceAsync(TinyDelivery delivery, Progress progress)
    {
        if (progress >= Progress.Created)
        {
            await delivery.BeginAsync();
        }

        if (progress >= Progress.Described)
        {
            await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        }

        if (progress >= Progress.Half)
        {
            await delivery.SendAsync(0, 0, 100_000);
        }

        if (progress >= Progress.Whole)
        {
            await delivery.SendAllAsync(1_000_000);
        }

        if (progress >= Progress.Ready)
        {
            await delivery.PollUntilAsync(DeliveryPhase.Ready);
        }
    }
}
