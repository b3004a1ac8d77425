using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Tests.Status;

public sealed class ProgressBoardTests
{
    private static readonly InstanceId Migration = new("m");
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Find_AfterSomeBytes_TellsRateAndRemainingTimeOfWhatThisProcessMeasured()
    {
        ProgressBoard board = new(time);
        ProgressBoard.Meter meter = board.Open(Migration, "disk-0", Stage.Download, 500, 1500);
        time.Advance(TimeSpan.FromSeconds(2));
        meter.Add(200);

        DiskProgress progress = board.Find(Migration, "disk-0")!;
        Assert.Equal((700L, 100.0, 8.0), (progress.DoneBytes, progress.BytesPerSecond, progress.RemainingSeconds));
    }

    [Fact]
    public void Find_BeforeAnythingWasMeasured_PromisesNothing()
    {
        ProgressBoard board = new(time);
        board.Open(Migration, "disk-0", Stage.Download, 500, 1500);
        time.Advance(TimeSpan.FromSeconds(5));

        DiskProgress progress = board.Find(Migration, "disk-0")!;
        Assert.Null(progress.BytesPerSecond);
        Assert.Null(progress.RemainingSeconds);
    }

    [Fact]
    public void Open_OfTheSameStage_GoesOnCounting()
    {
        ProgressBoard board = new(time);
        board.Open(Migration, "disk-0", Stage.Download, 0, 100).Add(40);
        board.Open(Migration, "disk-0", Stage.Download, 30, 100).Add(10);

        Assert.Equal(50, board.Find(Migration, "disk-0")!.DoneBytes);
    }

    [Fact]
    public void Open_OfAnotherStage_StartsAnew()
    {
        ProgressBoard board = new(time);
        board.Open(Migration, "disk-0", Stage.Download, 0, 100).Add(100);
        board.Open(Migration, "disk-0", Stage.Convert, 0, 50);

        Assert.Equal((Stage.Convert, 0L), (board.Find(Migration, "disk-0")!.Stage, board.Find(Migration, "disk-0")!.DoneBytes));
    }

    [Fact]
    public void Close_ForgetsTheMigration()
    {
        ProgressBoard board = new(time);
        board.Open(Migration, "disk-0", Stage.Download, 0, 100);
        board.Close(Migration);

        Assert.Null(board.Find(Migration, "disk-0"));
    }
}
