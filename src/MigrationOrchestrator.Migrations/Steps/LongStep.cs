using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>
/// A step that moves bytes for long and creates nothing in any cloud: where its migration is cancelled it is broken off, since whatever it staged
/// is removed anyhow. It then fails with <see cref="RunningSteps.Interrupted"/>, which the orchestration, cancelled by then, drops.
/// </summary>
/// <typeparam name="TInput">The input's type.</typeparam>
/// <typeparam name="TOutput">The value's type.</typeparam>
/// <param name="running">Where it can be broken off.</param>
public abstract class LongStep<TInput, TOutput>(RunningSteps running) : StepActivity<TInput, TOutput>
{
    /// <inheritdoc/>
    protected sealed override async Task<(TOutput Value, long Bytes)> DoAsync(ActivityContext context, TInput input, CancellationToken cancellation)
    {
        using CancellationTokenSource step = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        running.Enter(context.InstanceId, step);
        try
        {
            return await MoveAsync(input, step.Token);
        }
        catch (Exception broken) when (step.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new FailureException(new Failure(RunningSteps.Interrupted, "The step was broken off because its migration was cancelled.", Transient: true), broken);
        }
        finally
        {
            running.Leave(step);
        }
    }

    /// <summary>Does the step.</summary>
    /// <returns>Its value and the bytes that it moved.</returns>
    protected abstract Task<(TOutput Value, long Bytes)> MoveAsync(TInput input, CancellationToken cancellation);
}
