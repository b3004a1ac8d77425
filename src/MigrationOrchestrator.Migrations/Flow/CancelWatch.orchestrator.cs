using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Flow;

/// <summary>
/// Lets an orchestration be cancelled between its steps: a running step is awaited first, so that nothing is created behind the back of the
/// compensation that follows.
/// </summary>
internal sealed class CancelWatch
{
    private readonly Task<CancelRequest> asked;

    public CancelWatch(OrchestrationContext context) => asked = context.WaitForExternalEventAsync<CancelRequest>(CancelRequest.EventName);

    /// <summary>Whether somebody asked.</summary>
    public bool IsCancelled => asked.IsCompletedSuccessfully;

    /// <summary>Completes when somebody asks.</summary>
    public Task Asked => asked;

    /// <summary>Awaits a step.</summary>
    /// <exception cref="FailureException">Somebody asked to cancel; the step has ended, its result is dropped.</exception>
    public async Task<T> StepAsync<T>(Task<T> step)
    {
        await Task.WhenAny(step, asked);
        T? result = default;
        try
        {
            result = await step;
        }
        catch (TaskFailedException) when (IsCancelled)
        {
            // The cancellation below is what the caller hears of.
        }

        ThrowIfCancelled();
        return result!;
    }

    /// <summary>Throws where somebody asked to cancel.</summary>
    public void ThrowIfCancelled()
    {
        if (IsCancelled)
        {
            throw new FailureException(new Failure(Failure.Cancelled, $"The migration was cancelled: {asked.Result.Reason}"));
        }
    }
}

/// <summary>The payload of the event that cancels a migration.</summary>
/// <param name="Reason">Why, for the record.</param>
public sealed record CancelRequest(string Reason)
{
    /// <summary>The event's name.</summary>
    public const string EventName = "cancel";
}
