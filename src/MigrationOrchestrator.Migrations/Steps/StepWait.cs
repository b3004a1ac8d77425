namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>
/// How long a step waits by itself before it hands the wait to the orchestration's durable timers: long enough that quick clouds cost no
/// turn, short enough that a step stays short.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class StepWait(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>Asks again, ever less often, until the answer will do or the time is up.</summary>
    /// <param name="answer">The first answer.</param>
    /// <param name="isEnough">Whether an answer will do.</param>
    /// <param name="ask">Asks again.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The last answer.</returns>
    public async Task<T> UntilAsync<T>(T answer, Func<T, bool> isEnough, Func<Task<T>> ask, CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (!isEnough(answer) && time.GetElapsedTime(started) + pause < Longest)
        {
            await Task.Delay(pause, time, cancellation);
            answer = await ask();
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        }

        return answer;
    }
}
