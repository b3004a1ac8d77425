using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Tests.Steps;

public sealed class StepTableTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly InstanceId Migration = new("m");
    private static readonly InstanceId Disk = Migration.Child("disk-0");

    [Fact]
    public void From_ARetriedAndParallelStep_CountsRunsFailuresBytesAndCalls()
    {
        string output = DurableJson.Serialize(new StepResult<int>(1, 100, [new CallTiming("GET /x", 2, 5)]));
        IReadOnlyList<StepTiming> table = StepTable.From(
        [
            Row(Migration, new TaskScheduled(At(0), 0, "Authenticate", "{}", "")),
            Row(Migration, new TaskCompleted(At(1), 0, output)),
            Row(Disk, new TaskScheduled(At(2), 0, "DownloadChunk", "{}", "")),
            Row(Disk, new TaskScheduled(At(2), 1, "DownloadChunk", "{}", "")),
            Row(Disk, new TaskFailed(At(3), 0, new Failure("x", "y"))),
            Row(Disk, new TaskScheduled(At(4), 2, "DownloadChunk", "{}", "")),
            Row(Disk, new TaskCompleted(At(5), 1, output)),
            Row(Disk, new TaskCompleted(At(6), 2, output)),
        ]);

        Assert.Equal(["Authenticate", "DownloadChunk"], table.Select(row => row.Step));
        StepTiming download = table[1];
        Assert.Equal(("disk-0", 3, 1, 200L), (download.DiskId, download.Count, download.Failures, download.Bytes));
        Assert.Equal((4.0, 6.0), (download.WallSeconds, download.BusySeconds));
        Assert.Equal(new CallTiming("GET /x", 4, 10), Assert.Single(download.Calls));
    }

    [Fact]
    public void CallRecorder_InsideAnotherOne_TakesOnlyItsOwnCalls()
    {
        using CallRecorder outer = CallRecorder.Begin();
        using (CallRecorder inner = CallRecorder.Begin())
        {
            CallRecorder.Add("GET /inner", System.Diagnostics.Stopwatch.GetTimestamp());
            Assert.Equal("GET /inner", Assert.Single(inner.Summary()).Call);
        }

        CallRecorder.Add("GET /outer", System.Diagnostics.Stopwatch.GetTimestamp());
        Assert.Equal("GET /outer", Assert.Single(outer.Summary()).Call);
    }

    private static HistoryRow Row(InstanceId instance, HistoryEvent fact) => new(instance, 0, fact);

    private static DateTimeOffset At(int seconds) => Start.AddSeconds(seconds);
}
