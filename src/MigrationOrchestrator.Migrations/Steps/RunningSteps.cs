using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>
/// The long steps that run in this process, so that a migration that is cancelled, or lost with one of its disks, need not wait for their ends.
/// It is kept in memory alone: the orchestration is what remembers, and tells it (<see cref="MachineMigration.Activities.BreakOff"/>).
/// </summary>
public sealed class RunningSteps
{
    /// <summary>The code of the failure with which a step ends that was broken off.</summary>
    internal const string Interrupted = "step.interrupted";

    private readonly Lock gate = new();
    private readonly Dictionary<CancellationTokenSource, InstanceId> running = [];
    private readonly HashSet<InstanceId> stopped = [];

    /// <summary>Runs what may be broken off.</summary>
    /// <param name="orchestration">For whom.</param>
    /// <param name="move">The work, with the token that breaks it off.</param>
    /// <param name="cancellation">Ends it too, where the host stops.</param>
    /// <exception cref="FailureException"><see cref="Interrupted"/>: it was broken off, or would have been had it begun earlier.</exception>
    internal async Task<T> RunAsync<T>(InstanceId orchestration, Func<CancellationToken, Task<T>> move, CancellationToken cancellation)
    {
        using CancellationTokenSource step = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            if (!TryEnter(orchestration, step))
            {
                await step.CancelAsync();
            }

            step.Token.ThrowIfCancellationRequested();
            return await move(step.Token);
        }
        catch (Exception broken) when (step.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new FailureException(new Failure(Interrupted, "The step was broken off because its migration does not go on.", Transient: true), broken);
        }
        finally
        {
            lock (gate)
            {
                _ = running.Remove(step);
            }
        }
    }

    /// <summary>Breaks off what runs for an orchestration and its children, and whatever of theirs is about to begin.</summary>
    internal async Task StopAsync(InstanceId orchestration)
    {
        CancellationTokenSource[] found;
        lock (gate)
        {
            _ = stopped.Add(orchestration);
            found = [.. running.Where(step => step.Value.IsWithin(orchestration)).Select(step => step.Key)];
        }

        foreach (CancellationTokenSource step in found)
        {
            try
            {
                await step.CancelAsync();
            }
            catch (Exception ended) when (ended is ObjectDisposedException or AggregateException)
            {
                // The step has ended meanwhile, or what it cancelled complained: neither concerns the others.
            }
        }
    }

    /// <summary>Forgets that a migration, or a disk of it, was stopped: nothing of it can begin any more.</summary>
    internal void Forget(InstanceId migration)
    {
        lock (gate)
        {
            _ = stopped.RemoveWhere(id => id.IsWithin(migration));
        }
    }

    private bool TryEnter(InstanceId orchestration, CancellationTokenSource step)
    {
        lock (gate)
        {
            running.Add(step, orchestration);
            return !stopped.Any(orchestration.IsWithin);
        }
    }
}
