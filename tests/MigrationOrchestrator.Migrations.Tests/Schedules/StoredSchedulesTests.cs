using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Migrations.Schedules;

namespace MigrationOrchestrator.Migrations.Tests.Schedules;

public sealed class StoredSchedulesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("schedules-");
    private readonly FakeTimeProvider time = new(Noon.AddMinutes(-1));
    private readonly StartedBatches batches = new();
    private readonly ScheduleWorker worker;

    public StoredSchedulesTests() => worker = new ScheduleWorker(folder.FullName, time, batches);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ScheduleDefinition Daily => new("0 12 * * *", ScheduleWorker.BatchFileName);

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("a name", "0 12 * * *", "UTC", "name")]
    [InlineData("twenty-five-characters-xx", "0 12 * * *", "UTC", "name")]
    [InlineData("s", "0 12 * *", "UTC", "cron")]
    [InlineData("s", "@daily", "UTC", "cron")]
    [InlineData("s", "61 * * * *", "UTC", "cron")]
    [InlineData("s", "0 0 12 * * *", "UTC", "cron")]
    [InlineData("s", "0 12 * * *", "Europe/Nowhere", "timeZone")]
    public async Task Save_WhatCannotBeUsed_IsRefusedByItsField(string name, string cron, string zone, string field)
    {
        await worker.SaveFileAsync();

        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => worker.Schedules.SaveAsync(name, Daily with { Cron = cron, TimeZone = zone }, Cancellation));

        Assert.Equal([field], refused.Problems.Select(problem => problem.Field));
        Assert.Empty(await worker.Schedules.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Save_BatchFileThatIsNotThere_IsRefusedUnlessItIsNotEnabled()
    {
        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => worker.Schedules.SaveAsync("s", Daily, Cancellation));
        Assert.Equal("batchFile", Assert.Single(refused.Problems).Field);

        ScheduleView view = await worker.Schedules.SaveAsync("s", Daily with { Enabled = false }, Cancellation);

        Assert.Empty(view.NextSlots);
        Assert.Equal([Noon, Noon.AddDays(1)], await worker.Schedules.NextSlotsAsync("s", 2, Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_OfTheTimeOrEnabling_MakesUpForNothing(bool byEnabling)
    {
        await worker.SaveFileAsync();
        await worker.Schedules.SaveAsync("s", (byEnabling ? Daily with { Enabled = false } : Daily with { Cron = "0 11 * * *" }) with { MissedRuns = MissedRuns.All }, Cancellation);
        time.Advance(TimeSpan.FromDays(3));

        await worker.Schedules.SaveAsync("s", Daily with { MissedRuns = MissedRuns.All }, Cancellation);
        await worker.Due.StartDueAsync(time.GetUtcNow(), Cancellation);
        Assert.Empty(batches.Ids);
        time.Advance(TimeSpan.FromMinutes(1));
        await worker.Due.StartDueAsync(time.GetUtcNow(), Cancellation);

        Assert.Equal(["s-20261105T1200Z"], batches.Ids);
    }

    [Fact]
    public async Task Change_OfAnythingElse_KeepsWhatIsDue()
    {
        await worker.SaveFileAsync();
        DateTimeOffset made = (await worker.Schedules.SaveAsync("s", Daily, Cancellation)).CreatedAt;
        time.Advance(TimeSpan.FromDays(1));

        ScheduleView view = await worker.Schedules.SaveAsync("s", Daily with { MissedRuns = MissedRuns.All }, Cancellation);
        await worker.Due.StartDueAsync(time.GetUtcNow(), Cancellation);

        Assert.Equal(made, view.CreatedAt);
        Assert.Equal(["s-20261102T1200Z"], batches.Ids);
    }

    [Fact]
    public async Task Remove_AndMakeAgain_StartsAfresh()
    {
        await worker.SaveFileAsync();
        await worker.Schedules.SaveAsync("s", Daily, Cancellation);
        time.SetUtcNow(Noon);
        await worker.Due.StartDueAsync(Noon, Cancellation);

        Assert.True(await worker.Schedules.RemoveAsync("s", Cancellation));
        Assert.False(await worker.Schedules.RemoveAsync("s", Cancellation));
        Assert.Null(await worker.Schedules.FindAsync("s", Cancellation));
        ScheduleView again = await worker.Schedules.SaveAsync("s", Daily, Cancellation);

        Assert.Null(again.Last);
        Assert.Equal(Noon.AddDays(1), again.NextSlots[0]);
    }
}
