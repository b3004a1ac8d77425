using System.Net.Sockets;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>
/// A migration's step: records its calls and bytes, and turns what breaks on the way (connections, disks) into failures as data.
/// </summary>
/// <typeparam name="TInput">The input's type.</typeparam>
/// <typeparam name="TOutput">The value's type.</typeparam>
public abstract class StepActivity<TInput, TOutput> : Activity<TInput, StepResult<TOutput>>
{
    /// <inheritdoc/>
    public sealed override async Task<StepResult<TOutput>> RunAsync(ActivityContext context, TInput input, CancellationToken cancellation)
    {
        using CallRecorder calls = CallRecorder.Begin();
        try
        {
            (TOutput value, long bytes) = await DoAsync(context, input, cancellation);
            return new StepResult<TOutput>(value, bytes, calls.Summary());
        }
        catch (HttpRequestException broken)
        {
            throw new FailureException(Broken($"The connection failed: {broken.Message}"), broken);
        }
        catch (Exception broken) when (broken is IOException or SocketException or TimeoutException && broken is not FileNotFoundException)
        {
            throw new FailureException(Broken($"Reading or writing broke off: {broken.Message}"), broken);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new FailureException(Broken("The answer took too long."), late);
        }
    }

    /// <summary>Does the step.</summary>
    /// <returns>Its value and the bytes that it moved.</returns>
    protected abstract Task<(TOutput Value, long Bytes)> DoAsync(ActivityContext context, TInput input, CancellationToken cancellation);

    private static Failure Broken(string message) => new("network.broken", message, Transient: true) { Remedy = "It is tried again by itself; if it persists, check the network between this host and the cloud." };
}
