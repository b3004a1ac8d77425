using Microsoft.DurableTask;
using RetryPolicy = MigrationOrchestrator.Durable.RetryPolicy;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>
/// Our retry policies on Durable Functions. A handler and not Durable Functions' own policy, because the wait may depend on the failure (a cloud's
/// Retry-After) and both hosts are to wait alike.
/// </summary>
internal static class Retrying
{
    /// <summary>The options of a call; null for a single attempt.</summary>
    public static TaskOptions? Options(RetryPolicy? retry)
    {
        if (retry is null)
        {
            return null;
        }

        RetryPolicy policy = retry.Validated();
        AsyncRetryHandler handler = attempt => AgainAsync(policy, attempt);
        return TaskOptions.FromRetryHandler(handler);
    }

    /// <summary>Waits for the next attempt on a durable timer; false where there is none.</summary>
    private static async Task<bool> AgainAsync(RetryPolicy policy, RetryContext attempt)
    {
        if (policy.NextDelay(CrossingFailure.Read(attempt.LastFailure), attempt.LastAttemptNumber, attempt.TotalRetryTime) is not { } delay)
        {
            return false;
        }

        await attempt.OrchestrationContext.CreateTimer(delay, CancellationToken.None);
        return true;
    }
}
