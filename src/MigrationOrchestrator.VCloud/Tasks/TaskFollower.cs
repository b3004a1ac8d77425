using MigrationOrchestrator.Durable;
using MigrationOrchestrator.VCloud.Api;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Tasks;

/// <summary>Follows the cloud's tasks to their end, for a bounded time.</summary>
internal sealed class TaskFollower(ITaskApi api, TimeProvider clock)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    /// <summary>Follows a task until it ends or the time is up.</summary>
    /// <returns>Its last state; still open where the time was up.</returns>
    public async Task<CloudTask> FollowAsync(CloudTask task, TimeSpan limit, CancellationToken cancellation)
    {
        long started = clock.GetTimestamp();
        TimeSpan wait = FirstWait;
        while (task.IsOpen && clock.GetElapsedTime(started) < limit)
        {
            await Task.Delay(wait, clock, cancellation);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            task = await api.GetAsync(task.Href, cancellation);
        }

        return task;
    }

    /// <summary>Follows a task until it has succeeded.</summary>
    /// <exception cref="FailureException">It failed, or the time is up (<c>cloud.busy</c>, transient).</exception>
    public async Task CompleteAsync(CloudTask task, TimeSpan limit, CancellationToken cancellation)
    {
        CloudTask last = await FollowAsync(task, limit, cancellation);
        if (last.HasFailed)
        {
            throw AnswerFailures.OfTask(last);
        }

        if (last.IsOpen)
        {
            throw VCloudFailures.Of(FailureCodes.Busy, $"The cloud still works on '{last.Operation}' after {limit.TotalSeconds:0} s.", transient: true);
        }
    }

    /// <summary>Cancels a task and waits until it has ended, one way or the other: older clouds only note the wish, and some tasks cannot be cancelled.</summary>
    public async Task CancelAsync(CloudTask task, TimeSpan limit, CancellationToken cancellation)
    {
        if (!task.IsOpen)
        {
            return;
        }

        try
        {
            if (task.Cancel is { } action)
            {
                await api.CancelAsync(action, cancellation);
            }

            await FollowAsync(task, limit, cancellation);
        }
        catch (FailureException refused) when (!refused.Failure.Transient)
        {
            // It has ended meanwhile, went away with its resource, or goes on; the removal that follows tells.
        }
    }
}
