using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration;

/// <summary>
/// Converts a disk while it is still being downloaded, and has the download bring first what the conversion waits for. It never fails and never
/// commits: what goes wrong here is tried again, or told, once the whole image is there and checked.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="cancel">Ends it early.</param>
internal sealed class EarlyConversion(OrchestrationContext context, CancelWatch cancel)
{
    /// <summary>Looks at the conversion, each of up to 20 seconds; with their pauses they last for some six hours, and keep the history small.</summary>
    private const int MaxLooks = 120;
    private const int LooksWithoutPause = 20;
    private const int LooksWithShortPause = 60;
    private const int MaxInspections = 20;

    private static readonly TimeSpan ShortPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);

    /// <summary>Little is tried again here: whatever does not pass soon is left to the conversion after the download.</summary>
    private readonly RetryPolicy retry = new(3, TimeSpan.FromSeconds(2)) { Handle = failure => failure.Transient && failure.Code != RunningSteps.Interrupted };

    /// <summary>Works until the download has ended.</summary>
    /// <param name="download">The download.</param>
    /// <param name="begun">Completes when there is something to look at.</param>
    /// <param name="queue">The chunks that are still to be downloaded; null where the source gives them in their order alone.</param>
    /// <param name="arriving">What arrives.</param>
    /// <param name="convert">The conversion; its image is found out here.</param>
    public async Task RunAsync(Task download, Task begun, ChunkQueue? queue, ArrivingInput arriving, ConvertInput convert)
    {
        await Task.WhenAny(begun, download, cancel.Asked);
        try
        {
            if (await InspectAsync(download, queue, arriving) is { } image)
            {
                await FollowAsync(download, queue, convert with { Image = image, Arriving = arriving.Chunks });
            }
        }
        catch (TaskFailedException)
        {
            // The download decides: the conversion is tried again once it has ended well.
        }
    }

    private async Task<CheckedImage?> InspectAsync(Task download, ChunkQueue? queue, ArrivingInput arriving)
    {
        for (int tries = 0; tries < MaxInspections && IsGoingOn(download); tries++)
        {
            ArrivingImage found = await CallAsync(InspectArriving.Name, arriving);
            if (found.Image is not null || found.WantedChunks.Count == 0 || (queue is null && found.WantedChunks.Any(chunk => chunk > 0)))
            {
                return found.Image;
            }

            queue?.Wish(found.WantedChunks);
            arriving = arriving with { Asked = [.. arriving.Asked.Union(found.WantedChunks)] };
        }

        return null;
    }

    private async Task FollowAsync(Task download, ChunkQueue? queue, ConvertInput convert)
    {
        for (int looks = 0; looks < MaxLooks && IsGoingOn(download); looks++)
        {
            ConvertState state = await CallAsync(ConvertDisk.Name, convert);
            if (state.AwaitsCheck)
            {
                return;
            }

            if (queue is not null && state.WantedChunks.Count > 0)
            {
                queue.Wish(state.WantedChunks);
            }
            else if (looks >= LooksWithoutPause)
            {
                await PauseAsync(download, looks < LooksWithShortPause ? ShortPause : LongPause);
            }
        }
    }

    private async Task PauseAsync(Task download, TimeSpan pause)
    {
        if (!IsGoingOn(download))
        {
            return;
        }

        using CancellationTokenSource giveUp = new();
        Task timer = context.CreateTimerAsync(pause, giveUp.Token);
        if (await Task.WhenAny(timer, download, cancel.Asked) != timer)
        {
#pragma warning disable CA1849 // CancelAsync would continue on a pool thread, outside the orchestrator's scheduler.
            giveUp.Cancel();
#pragma warning restore CA1849
        }
    }

    private bool IsGoingOn(Task download) => !download.IsCompleted && !cancel.IsCancelled;

    private async Task<TOutput> CallAsync<TInput, TOutput>(ActivityName<TInput, StepResult<TOutput>> step, TInput input)
        => (await context.CallActivityAsync(step, input, retry)).Value;
}
