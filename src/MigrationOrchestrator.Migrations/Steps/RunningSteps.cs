using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>The long steps that run in this process, so that a cancellation need not wait for their ends.</summary>
public sealed class RunningSteps
{
    /// <summary>The code of the failure with which a step ends that was broken off.</summary>
    internal const string Interrupted = "step.interrupted";

    private readonly Lock gate = new();
    private readonly Dictionary<CancellationTokenSource, InstanceId> running = [];

    internal void Enter(InstanceId instance, CancellationTokenSource step)
    {
        lock (gate)
        {
            running.Add(step, instance);
        }
    }

    internal void Leave(CancellationTokenSource step)
    {
        lock (gate)
        {
            _ = running.Remove(step);
        }
    }

    /// <summary>Breaks off what runs for an orchestration and its children. Those that follow are not touched: the cancellation has reached their orchestrations by then.</summary>
    internal async Task InterruptAsync(InstanceId orchestration)
    {
        CancellationTokenSource[] found;
        lock (gate)
        {
            found = [.. running.Where(step => step.Value == orchestration || step.Value.Value.StartsWith(orchestration.Value + ":", StringComparison.Ordinal)).Select(step => step.Key)];
        }

        foreach (CancellationTokenSource step in found)
        {
            try
            {
                await step.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // The step has ended meanwhile.
            }
        }
    }
}
