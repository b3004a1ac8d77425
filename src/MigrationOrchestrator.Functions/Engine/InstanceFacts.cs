using System.Text.Json;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>Durable Functions' instances in the words of our programming model.</summary>
internal static class InstanceFacts
{
    /// <summary>An instance's state.</summary>
    /// <param name="found">What the host said; fetched with inputs and outputs, because the host leaves out the custom status otherwise.</param>
    /// <param name="includeInputsAndOutputs">Whether they are passed on.</param>
    public static OrchestrationState State(OrchestrationMetadata found, bool includeInputsAndOutputs)
    {
        OrchestrationStatus status = Status(found.RuntimeStatus);
        return new OrchestrationState(new InstanceId(found.InstanceId), found.Name, status, found.CreatedAt, found.LastUpdatedAt)
        {
            Input = includeInputsAndOutputs ? found.SerializedInput : null,

            // Before the end it may hold a reason for suspending the instance.
            Output = includeInputsAndOutputs && status == OrchestrationStatus.Completed ? found.SerializedOutput : null,
            CustomStatus = found.SerializedCustomStatus is null or "" or "null" ? null : found.SerializedCustomStatus,
            Failure = status switch
            {
                OrchestrationStatus.Failed => found.FailureDetails is { } details ? CrossingFailure.Read(details) : new Failure(Failure.Unexpected, "It failed; the host recorded no reason."),
                OrchestrationStatus.Terminated => new Failure(Failure.Cancelled, Reason(found.SerializedOutput)),
                _ => null,
            },
        };
    }

    /// <summary>The status that a runtime status stands for.</summary>
#pragma warning disable CS0618 // Older hosts still say ContinuedAsNew and Canceled.
    public static OrchestrationStatus Status(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Pending => OrchestrationStatus.Pending,
        OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.ContinuedAsNew => OrchestrationStatus.Running,
        OrchestrationRuntimeStatus.Suspended => OrchestrationStatus.Suspended,
        OrchestrationRuntimeStatus.Completed => OrchestrationStatus.Completed,
        OrchestrationRuntimeStatus.Failed => OrchestrationStatus.Failed,
        OrchestrationRuntimeStatus.Terminated or OrchestrationRuntimeStatus.Canceled => OrchestrationStatus.Terminated,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "The host has a status that this version does not know."),
    };

    /// <summary>The runtime statuses that statuses stand for; none for <see cref="OrchestrationStatus.Blocked"/>, which this host does not have.</summary>
    public static IReadOnlyList<OrchestrationRuntimeStatus> Native(IReadOnlyList<OrchestrationStatus> statuses) => [.. statuses.SelectMany<OrchestrationStatus, OrchestrationRuntimeStatus>(status => status switch
    {
        OrchestrationStatus.Pending => [OrchestrationRuntimeStatus.Pending],
        OrchestrationStatus.Running => [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.ContinuedAsNew],
        OrchestrationStatus.Suspended => [OrchestrationRuntimeStatus.Suspended],
        OrchestrationStatus.Completed => [OrchestrationRuntimeStatus.Completed],
        OrchestrationStatus.Failed => [OrchestrationRuntimeStatus.Failed],
        OrchestrationStatus.Terminated => [OrchestrationRuntimeStatus.Terminated, OrchestrationRuntimeStatus.Canceled],
        _ => [],
    })];
#pragma warning restore CS0618

    /// <summary>A termination's reason, which the host keeps as the output.</summary>
    private static string Reason(string? output)
    {
        try
        {
            return output is null ? "It was terminated." : JsonSerializer.Deserialize<string>(output) ?? "It was terminated.";
        }
        catch (JsonException)
        {
            return output!;
        }
    }
}
