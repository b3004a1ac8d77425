using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using NativeFailedException = Microsoft.DurableTask.TaskFailedException;

namespace MigrationOrchestrator.Functions.Tests.Kit;

/// <summary>
/// One execution of an orchestration without a host: what Durable Functions' context does in a first run, where nothing is replayed. Activities and
/// children run at once, timers when the test says so, and events go to the waiter that came last, cancelled or not, as in the real one.
/// </summary>
internal sealed class InMemoryContext(string name, string id, string input, TaskRegistry? registry = null) : TaskOrchestrationContext
{
    private static readonly ServiceProvider Services = new ServiceCollection().BuildServiceProvider();

    private readonly List<(DateTime DueAt, TaskCompletionSource Fired)> timers = [];
    private readonly Dictionary<string, Stack<TaskCompletionSource<JsonElement?>>> waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<JsonElement?>> buffered = new(StringComparer.OrdinalIgnoreCase);
    private DateTime now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private int guids;

    public override TaskName Name => name;

    public override string InstanceId => id;

    public override string Version => "1";

    public override ParentOrchestrationInstance? Parent => ParentId is { } parent ? new ParentOrchestrationInstance("Parent", parent) : null;

    public override DateTime CurrentUtcDateTime => now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public string? ParentId { get; init; }

    public List<(string Instance, string Name, string Payload)> Sent { get; } = [];

    public List<string> Published { get; } = [];

    public (string Input, bool PreserveEvents)? Continuation { get; private set; }

    public override T GetInput<T>() => (T)(object)Payload.Parse(input)!;

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName activity, object? value = null, TaskOptions? options = null)
        => await AttemptsAsync<TResult>(activity, options, async () =>
        {
            try
            {
                string output = await registry!.Activities[activity.Name].RunAsync(Services, new ActivityContext(new InstanceId(id), activity.Name), ((JsonElement)value!).GetRawText(), CancellationToken.None);
                return Payload.Parse(output);
            }
            catch (Exception failed)
            {
                throw CrossingFailure.Pack(failed);
            }
        });

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestrator, object? value = null, TaskOptions? options = null)
        => await AttemptsAsync<TResult>(orchestrator, options, () =>
        {
            string child = (options as Microsoft.DurableTask.SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("n");
            return registry!.RunAsync(new InMemoryContext(orchestrator.Name, child, ((JsonElement)value!).GetRawText(), registry) { ParentId = id });
        });

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        TaskCompletionSource fired = new();
        timers.Add((fireAt, fired));
        cancellationToken.Register(() => fired.TrySetCanceled(cancellationToken));
        return fired.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Assert.Equal(typeof(JsonElement?), typeof(T));
        TaskCompletionSource<JsonElement?> waiter = new();
        Stack(eventName).Push(waiter);
        if (buffered.TryGetValue(eventName, out Queue<JsonElement?>? kept) && kept.TryDequeue(out JsonElement? payload))
        {
            Stack(eventName).Pop().TrySetResult(payload);
        }

        cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        return (Task<T>)(object)waiter.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => Sent.Add((instanceId, eventName, ((JsonElement)payload).GetRawText()));

    public override void SetCustomStatus(object? customStatus) => Published.Add(customStatus is JsonElement json ? json.GetRawText() : "null");

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => Continuation = (((JsonElement)newInput!).GetRawText(), preserveUnprocessedEvents);

    public override Guid NewGuid() => new(++guids, 0, 0, new byte[8]);

    /// <summary>An event arrives.</summary>
    public void Raise(string eventName, string? json)
    {
        JsonElement? payload = json is null ? null : Payload.Parse(json);
        if (Stack(eventName).TryPop(out TaskCompletionSource<JsonElement?>? last))
        {
            // It is lost where that one gave up.
            _ = last.TrySetResult(payload);
            return;
        }

        if (!buffered.TryGetValue(eventName, out Queue<JsonElement?>? kept))
        {
            buffered[eventName] = kept = new Queue<JsonElement?>();
        }

        kept.Enqueue(payload);
    }

    /// <summary>Runs the orchestrator; timers fire whenever nothing else can go on.</summary>
    public async Task<JsonElement> RunAsync(bool fireTimers = true)
    {
        Task<JsonElement> running = registry!.RunAsync(this);
        while (fireTimers && !running.IsCompleted && timers.Count > 0)
        {
            (DateTime DueAt, TaskCompletionSource Fired) next = timers.MinBy(timer => timer.DueAt);
            timers.Remove(next);
            if (!next.Fired.Task.IsCompleted)
            {
                now = next.DueAt;
                next.Fired.SetResult();
            }
        }

        return await running;
    }

    private Stack<TaskCompletionSource<JsonElement?>> Stack(string eventName)
    {
        if (!waiters.TryGetValue(eventName, out Stack<TaskCompletionSource<JsonElement?>>? stack))
        {
            waiters[eventName] = stack = new Stack<TaskCompletionSource<JsonElement?>>();
        }

        return stack;
    }

    private async Task<TResult> AttemptsAsync<TResult>(TaskName task, TaskOptions? options, Func<Task<JsonElement>> attempt)
    {
        DateTime started = now;
        for (int failures = 1; ; failures++)
        {
            try
            {
                return (TResult)(object)await attempt();
            }
            catch (CrossingException failed)
            {
                TaskFailureDetails details = TaskFailureDetails.FromException(failed);
                if (options?.Retry?.Handler is not { } handler || !await handler(new RetryContext(this, failures, details, now - started, CancellationToken.None)))
                {
                    throw new NativeFailedException(task, failures, details);
                }
            }
        }
    }
}
