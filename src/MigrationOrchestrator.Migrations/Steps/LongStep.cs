using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>
/// A step that moves bytes for long and creates nothing in any cloud: where its migration does not go on it is broken off, since whatever it
/// staged is removed anyhow. It then fails with <see cref="RunningSteps.Interrupted"/>, which the orchestration, stopped by then, drops.
/// </summary>
/// <typeparam name="TInput">The input's type.</typeparam>
/// <typeparam name="TOutput">The value's type.</typeparam>
/// <param name="running">Where it can be broken off.</param>
public abstract class LongStep<TInput, TOutput>(RunningSteps running) : StepActivity<TInput, TOutput>
{
    /// <inheritdoc/>
    protected sealed override Task<(TOutput Value, long Bytes)> DoAsync(ActivityContext context, TInput input, CancellationToken cancellation)
        => running.RunAsync(context.InstanceId, step => MoveAsync(input, step), cancellation);

    /// <summary>Does the step.</summary>
    /// <returns>Its value and the bytes that it moved.</returns>
    protected abstract Task<(TOutput Value, long Bytes)> MoveAsync(TInput input, CancellationToken cancellation);
}
