using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>Writes a line when an interval has passed since the last one, and one at the end of what took that long.</summary>
/// <param name="write">Writes a line.</param>
/// <param name="interval">The least time between two lines.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressLines(Action<ConversionProgress> write, TimeSpan interval, TimeProvider time) : IProgress<ConversionProgress>
{
    private readonly Lock gate = new();
    private long last = time.GetTimestamp();
    private bool hasWritten;

    public void Report(ConversionProgress value)
    {
        lock (gate)
        {
            bool isEnd = value.GuestBytesDone == value.GuestBytesTotal;
            if (time.GetElapsedTime(last) >= interval || (isEnd && hasWritten))
            {
                last = time.GetTimestamp();
                hasWritten = !isEnd;
                write(value);
            }
        }
    }
}
