using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Schedules;

namespace MigrationOrchestrator.Migrations.Tests.Schedules;

public sealed class DueSchedulesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("schedules-");
    private readonly StartedBatches batches = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Fortnight_WithARestartEveryFewHours_StartsEverySlotOnce()
    {
        FakeTimeProvider time = new(At("2026-11-01T12:00Z"));
        await SaveAsync(time, new ScheduleDefinition("30 2 * * *", ScheduleWorker.BatchFileName));

        ScheduleWorker worker = Open(time);
        for (int minute = 0; minute < 14 * 24 * 60; minute += 3)
        {
            if (minute % (7 * 60) == 0)
            {
                await worker.DisposeAsync();
                worker = Open(time);
            }

            time.Advance(TimeSpan.FromMinutes(3));
            await worker.Due.StartDueAsync(time.GetUtcNow(), Cancellation);
        }

        ScheduleView view = (await worker.Schedules.FindAsync("s", Cancellation))!;
        await worker.DisposeAsync();
        Assert.Equal(Enumerable.Range(2, 14).Select(day => $"s-202611{day:00}T0230Z"), batches.Ids);
        Assert.Equal(14, batches.Asked);
        Assert.Equal(At("2026-11-15T02:30Z"), view.Last!.Slot);
        Assert.Equal("s-20261115T0230Z", view.Last.BatchId!.Value.Value);
        Assert.Equal(At("2026-11-16T02:30Z"), view.NextSlots[0]);
    }

    [Theory]
    [InlineData(MissedRuns.Skip, "s-20261102T1200Z")]
    [InlineData(MissedRuns.Latest, "s-20261102T1200Z", "s-20261103T1200Z")]
    [InlineData(MissedRuns.All, "s-20261102T1200Z", "s-20261102T1800Z", "s-20261103T0000Z", "s-20261103T0600Z", "s-20261103T1200Z")]
    public async Task Outage_OfADay_IsMadeUpForAsThePolicySays(MissedRuns missed, params string[] expected)
    {
        FakeTimeProvider time = new(At("2026-11-02T11:59Z"));
        await SaveAsync(time, new ScheduleDefinition("0 */6 * * *", ScheduleWorker.BatchFileName) { MissedRuns = missed });
        await LookAsync(time, "2026-11-02T12:00Z");

        await LookAsync(time, "2026-11-03T13:00Z");
        await LookAsync(time, "2026-11-03T13:01Z");

        Assert.Equal(expected, batches.Ids);
        Assert.Equal(expected.Length, batches.Asked);
    }

    [Fact]
    public async Task Outage_EndingAtASlot_NeedsNoOtherToMakeUpForIt()
    {
        FakeTimeProvider time = new(At("2026-11-02T11:59Z"));
        await SaveAsync(time, new ScheduleDefinition("0 * * * *", ScheduleWorker.BatchFileName));

        await LookAsync(time, "2026-11-02T18:02Z");

        Assert.Equal(["s-20261102T1800Z"], batches.Ids);
    }

    [Fact]
    public async Task Outage_OfManySlots_IsMadeUpForWithinABound()
    {
        FakeTimeProvider time = new(At("2026-11-02T00:00Z"));
        await SaveAsync(time, new ScheduleDefinition("* * * * *", ScheduleWorker.BatchFileName) { MissedRuns = MissedRuns.All });

        await LookAsync(time, "2027-11-02T00:00Z");

        Assert.Equal(ScheduleLimits.Slots, batches.Asked);
        Assert.Equal("s-20271101T2221Z", batches.Ids[0]);
        Assert.Equal("s-20271102T0000Z", batches.Ids[^1]);
    }

    [Theory]
    [InlineData("2026-10-24T12:00Z", "30 2 * * *", "s-20261025T0030Z", "s-20261026T0130Z")]
    [InlineData("2026-10-24T22:30Z", "0 * * * *", "s-20261024T2300Z", "s-20261025T0000Z", "s-20261025T0100Z", "s-20261025T0200Z")]
    [InlineData("2027-03-27T12:00Z", "30 2 * * *", "s-20270328T0100Z", "s-20270329T0030Z")]
    [InlineData("2027-03-27T23:30Z", "0 * * * *", "s-20270328T0000Z", "s-20270328T0100Z", "s-20270328T0200Z", "s-20270328T0300Z")]
    public async Task DaylightSaving_ChangesToAndFro_LoseAndDoubleNoSlot(string from, string cron, params string[] expected)
    {
        FakeTimeProvider time = new(At(from));
        await SaveAsync(time, new ScheduleDefinition(cron, ScheduleWorker.BatchFileName) { TimeZone = "Europe/Berlin" });

        await using ScheduleWorker worker = Open(time);
        while (batches.Ids.Count < expected.Length)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await worker.Due.StartDueAsync(time.GetUtcNow(), Cancellation);
        }

        Assert.Equal(expected, batches.Ids);
        Assert.Equal(expected.Length, batches.Asked);
    }

    [Fact]
    public async Task Workers_ThatRace_StartTheSlotOnceAndOneAdvances()
    {
        FakeTimeProvider time = new(At("2026-11-02T11:59Z"));
        await SaveAsync(time, new ScheduleDefinition("0 12 * * *", ScheduleWorker.BatchFileName));
        await using ScheduleWorker one = Open(time);
        await using ScheduleWorker two = new(folder.FullName, time, batches, one.Documents);
        using Barrier both = new(2);
        batches.Before = _ => Task.Run(() => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(30), Cancellation)), Cancellation);
        time.SetUtcNow(At("2026-11-02T12:00Z"));

        await Task.WhenAll(one.Due.StartDueAsync(time.GetUtcNow(), Cancellation), two.Due.StartDueAsync(time.GetUtcNow(), Cancellation));
        await one.Due.StartDueAsync(time.GetUtcNow(), Cancellation);

        Assert.Equal(["s-20261102T1200Z"], batches.Ids);
        Assert.Equal(2, batches.Asked);
        Assert.Equal("s-20261102T1200Z", (await one.Schedules.FindAsync("s", Cancellation))!.Last!.BatchId!.Value.Value);
    }

    [Fact]
    public async Task Crash_BetweenStartAndAdvance_StartsNothingTwice()
    {
        FakeTimeProvider time = new(At("2026-11-02T11:59Z"));
        await SaveAsync(time, new ScheduleDefinition("0 12 * * *", ScheduleWorker.BatchFileName));
        using CancellationTokenSource death = new();
        batches.After = _ =>
        {
            death.Cancel();
            death.Token.ThrowIfCancellationRequested();
        };
        await using (ScheduleWorker dying = Open(time))
        {
            time.SetUtcNow(At("2026-11-02T12:00Z"));
            await Assert.ThrowsAsync<OperationCanceledException>(() => dying.Due.StartDueAsync(time.GetUtcNow(), death.Token));
            Assert.Null((await dying.Schedules.FindAsync("s", Cancellation))!.Last);
        }

        batches.After = _ => { };
        await LookAsync(time, "2026-11-02T12:01Z");
        await LookAsync(time, "2026-11-02T12:02Z");

        Assert.Equal(["s-20261102T1200Z"], batches.Ids);
        Assert.Equal(2, batches.Asked);
    }

    [Fact]
    public async Task BatchFile_ThatIsGone_IsTheSchedulesFailureAndStopsNoOther()
    {
        FakeTimeProvider time = new(At("2026-11-02T11:59Z"));
        await SaveAsync(time, new ScheduleDefinition("0 12 * * *", ScheduleWorker.BatchFileName), "a");
        await SaveAsync(time, new ScheduleDefinition("0 12 * * *", ScheduleWorker.BatchFileName), "b");
        await using ScheduleWorker worker = Open(time);
        await worker.Files.SaveFileAsync("other", MigrationOrchestrator.Migrations.Batches.BatchFile.FromJson(ScheduleWorker.BatchText), Cancellation);
        await worker.Schedules.SaveAsync("b", new ScheduleDefinition("0 12 * * *", "other"), Cancellation);
        await worker.Files.RemoveFileAsync(ScheduleWorker.BatchFileName, Cancellation);

        await LookAsync(time, "2026-11-02T12:00Z");

        Assert.Equal(["b-20261102T1200Z"], batches.Ids);
        ScheduleView failed = (await worker.Schedules.FindAsync("a", Cancellation))!;
        Assert.Equal("batch_file.unknown", failed.Last!.Failure!.Code);
        Assert.Null(failed.Last.BatchId);
    }

    [Fact]
    public async Task Failure_ThatMayPass_IsTriedAgainAtTheNextLook()
    {
        FakeTimeProvider time = new(At("2026-11-02T11:59Z"));
        await SaveAsync(time, new ScheduleDefinition("0 12 * * *", ScheduleWorker.BatchFileName));
        batches.Before = _ => throw new FailureException(new Failure("storage.busy", "Try later.", Transient: true));
        await LookAsync(time, "2026-11-02T12:00Z");
        batches.Before = _ => Task.CompletedTask;

        await LookAsync(time, "2026-11-02T12:01Z");
        await LookAsync(time, "2026-11-02T12:02Z");

        Assert.Equal(["s-20261102T1200Z"], batches.Ids);
        Assert.Equal(1, batches.Asked);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private ScheduleWorker Open(FakeTimeProvider time) => new(folder.FullName, time, batches);

    private async Task SaveAsync(FakeTimeProvider time, ScheduleDefinition definition, string name = "s")
    {
        await using ScheduleWorker worker = Open(time);
        await worker.SaveFileAsync();
        await worker.Schedules.SaveAsync(name, definition, Cancellation);
    }

    private async Task LookAsync(FakeTimeProvider time, string at)
    {
        time.SetUtcNow(At(at));
        await using ScheduleWorker worker = Open(time);
        await worker.Due.StartDueAsync(time.GetUtcNow(), Cancellation);
    }
}
