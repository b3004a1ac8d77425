using System.Text.Json;
using Microsoft.DurableTask;
using MigrationOrchestrator.Durable;
using NativeFailedException = Microsoft.DurableTask.TaskFailedException;
using NativeSubOptions = Microsoft.DurableTask.SubOrchestrationOptions;
using RetryPolicy = MigrationOrchestrator.Durable.RetryPolicy;
using SubOrchestrationOptions = MigrationOrchestrator.Durable.SubOrchestrationOptions;
using TaskFailedException = MigrationOrchestrator.Durable.TaskFailedException;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>
/// Durable Functions' context in the words of our programming model. It runs on the orchestrator's own thread like all that calls it: nothing here
/// awaits anything but the context's own tasks.
/// </summary>
/// <param name="context">What the trigger gave.</param>
internal sealed class FunctionsOrchestrationContext(TaskOrchestrationContext context) : OrchestrationContext
{
    private readonly EventMailbox mailbox = new(context);

    public override InstanceId InstanceId => new(context.InstanceId);

    public override string Name => context.Name.Name;

    public override string Version => context.Version;

    public override InstanceId? ParentId => context.Parent is { } parent ? new InstanceId(parent.InstanceId) : null;

    public override DateTimeOffset CurrentUtc => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public override bool IsReplaying => context.IsReplaying;

    public override async Task<TOutput> CallActivityAsync<TInput, TOutput>(ActivityName<TInput, TOutput> activity, TInput input, RetryPolicy? retry = null)
    {
        JsonElement payload = Payload.Of(input, $"input of activity '{activity}'");
        try
        {
            return Payload.Read<TOutput>(await context.CallActivityAsync<JsonElement?>(activity.Value, payload, Retrying.Options(retry)));
        }
        catch (NativeFailedException failed)
        {
            throw new TaskFailedException(activity.Value, CrossingFailure.Read(failed.FailureDetails));
        }
    }

    public override async Task<TOutput> CallSubOrchestratorAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, SubOrchestrationOptions? options = null)
    {
        JsonElement payload = Payload.Of(input, $"input of sub-orchestration '{orchestrator}'");
        try
        {
            return Payload.Read<TOutput>(await context.CallSubOrchestratorAsync<JsonElement?>(orchestrator.Value, payload, Options(options)));
        }
        catch (NativeFailedException failed)
        {
            throw new TaskFailedException(orchestrator.Value, CrossingFailure.Read(failed.FailureDetails));
        }
    }

    public override Task CreateTimerAsync(DateTimeOffset dueAt, CancellationToken cancellation = default) => context.CreateTimer(dueAt.UtcDateTime, cancellation);

    public override Task<T> WaitForExternalEventAsync<T>(string name, CancellationToken cancellation = default) => mailbox.TakeAsync<T>(name, cancellation);

    public override void SendEvent<T>(InstanceId instance, string name, T payload) => context.SendEvent(instance.Value, name, Payload.Of(payload, $"payload of event '{name}'"));

    public override void SetCustomStatus<T>(T status)
        => context.SetCustomStatus(status is null ? null : Payload.Of(status, "custom status", DurableJson.MaxCustomStatusBytes));

    public override void ContinueAsNew<TInput>(TInput input, bool preserveUnprocessedEvents = true)
    {
        JsonElement payload = Payload.Of(input, $"input of orchestration '{Name}'");
        if (preserveUnprocessedEvents)
        {
            mailbox.Forward();
        }

        context.ContinueAsNew(payload, preserveUnprocessedEvents);
    }

    public override Guid NewGuid() => context.NewGuid();

    private static NativeSubOptions? Options(SubOrchestrationOptions? options) => options is null
        ? null
        : new NativeSubOptions(Retrying.Options(options.Retry) ?? new TaskOptions(), options.InstanceId?.Value) { Version = options.Version is { } version ? new TaskVersion(version) : null };
}
