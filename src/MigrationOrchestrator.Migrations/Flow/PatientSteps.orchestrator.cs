using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Flow;

/// <summary>
/// Runs an orchestration's steps and bears with what may pass. The waits are the orchestration's own timers rather than the engine's retries, so
/// that people see what is waited for, and so that a cancellation, or a step that failed for good beside it, ends a wait at once.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="policy">How steps are tried again; time is counted from a step's first failure.</param>
/// <param name="cancel">What may cancel it; null where nothing can, as in clean-up.</param>
/// <param name="changed">Told when <see cref="Pause"/> has changed.</param>
internal sealed class PatientSteps(OrchestrationContext context, RetryPolicy policy, CancelWatch? cancel, Action changed)
{
    private readonly List<StepPause> pauses = [];
    private readonly TaskCompletionSource<Failure> lost = new();

    /// <summary>The wait that ends first, or null where nothing waits.</summary>
    public StepPause? Pause => pauses.MinBy(pause => pause.NextTryAt);

    /// <summary>How long steps were held up by failures so far, for deadlines that do not count outages.</summary>
    public TimeSpan HeldUp { get; private set; }

    /// <summary>Runs a step and gives its value.</summary>
    /// <param name="step">Which.</param>
    /// <param name="input">Its input.</param>
    /// <param name="cloud">The cloud that it asks, for people; null where it asks none.</param>
    /// <exception cref="FailureException">It was cancelled; the step has ended, its result is dropped. Or a step beside it failed for good.</exception>
    /// <exception cref="TaskFailedException">It failed for good.</exception>
    public async Task<TOutput> CallAsync<TInput, TOutput>(ActivityName<TInput, StepResult<TOutput>> step, TInput input, CloudName? cloud = null)
    {
        StepPause? pause = null;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                TOutput value = (await context.CallActivityAsync(step, input)).Value;
                Replace(pause, null);
                cancel?.ThrowIfCancelled();
                return value;
            }
            catch (TaskFailedException failed)
            {
                cancel?.ThrowIfCancelled();
                DateTimeOffset since = pause?.Since ?? context.CurrentUtc;
                if (Retries.Next(policy, failed.Failure, attempt, context.CurrentUtc - since) is not { } delay)
                {
                    Replace(pause, null);
                    lost.TrySetResult(failed.Failure);
                    throw;
                }

                StepPause next = new(failed.Failure, attempt, since, context.CurrentUtc + delay) { Cloud = cloud };
                Replace(pause, next);
                pause = next;
            }

            await WaitAsync(pause);
        }
    }

    private async Task WaitAsync(StepPause pause)
    {
        using CancellationTokenSource wake = new();
        DateTimeOffset began = context.CurrentUtc;
        Task timer = context.CreateTimerAsync(pause.NextTryAt, wake.Token);
        if (await Task.WhenAny([timer, lost.Task, .. cancel is null ? Array.Empty<Task>() : [cancel.Asked]]) == timer)
        {
            HeldUp += context.CurrentUtc - began;
            return;
        }

#pragma warning disable CA1849 // CancelAsync would continue on a pool thread, outside the orchestrator's scheduler.
        wake.Cancel();
#pragma warning restore CA1849
        Replace(pause, null);
        cancel?.ThrowIfCancelled();
        throw new FailureException(await lost.Task);
    }

    private void Replace(StepPause? old, StepPause? next)
    {
        if (old is null && next is null)
        {
            return;
        }

        _ = old is not null && pauses.Remove(old);
        if (next is not null)
        {
            pauses.Add(next);
        }

        changed();
    }
}
