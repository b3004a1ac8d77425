using MigrationOrchestrator.Cli.Images;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Cli.Tests.Images;

public sealed class ProgressLinesTests
{
    private readonly StoppedTime time = new();
    private readonly List<long> written = [];
    private readonly ProgressLines lines;

    public ProgressLinesTests() => lines = new ProgressLines(progress => written.Add(progress.GuestBytesDone), TimeSpan.FromSeconds(5), time);

    [Fact]
    public void Report_OfLongWork_WritesOnceInAnIntervalAndAtTheEnd()
    {
        for (int done = 1; done <= 100; done++)
        {
            time.Seconds += 0.5;
            lines.Report(new ConversionProgress(done, 100, 0));
        }

        Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], written);
    }

    [Fact]
    public void Report_OfShortWork_WritesNothing()
    {
        lines.Report(new ConversionProgress(50, 100, 0));
        lines.Report(new ConversionProgress(100, 100, 0));

        Assert.Empty(written);
    }

    private sealed class StoppedTime : TimeProvider
    {
        public double Seconds { get; set; }

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
