using System.Text.Json;
using Microsoft.DurableTask;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>
/// External events as the programming model promises them: first in, first out, and an event whose waiter gave up stays for the next one.
/// Durable Functions gives an event to the waiter that came last, even to one that was cancelled, and wants one type a name; so at most one of its
/// waits is open for each name, never cancelled, and events are handed out here.
/// </summary>
/// <param name="context">The orchestration's own context.</param>
internal sealed class EventMailbox(TaskOrchestrationContext context)
{
    private readonly Dictionary<string, Box> boxes = new(StringComparer.OrdinalIgnoreCase);
    private bool forwarding;

    /// <summary>Takes the next event of a name, or waits for it.</summary>
    public async Task<T> TakeAsync<T>(string name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!boxes.TryGetValue(name, out Box? box))
        {
            boxes[name] = box = new Box();
        }

        if (box.Kept.TryDequeue(out JsonElement? kept))
        {
            return Payload.Read<T>(kept);
        }

        TaskCompletionSource<JsonElement?> waiter = new();
        box.Waiters.Enqueue(waiter);
        using CancellationTokenRegistration giveUp = cancellation.Register(() => waiter.TrySetCanceled(cancellation));
        if (!box.IsListening)
        {
            _ = ListenAsync(name, box);
        }

        return Payload.Read<T>(await waiter.Task);
    }

    /// <summary>Sends events that nobody took, and those still to come in this turn, to the instance's next execution.</summary>
    public void Forward()
    {
        forwarding = true;
        foreach ((string name, Box box) in boxes)
        {
            while (box.Kept.TryDequeue(out JsonElement? kept))
            {
                Send(name, kept);
            }
        }
    }

    private async Task ListenAsync(string name, Box box)
    {
        box.IsListening = true;
        try
        {
            while (box.HasWaiters)
            {
                Deliver(name, box, await context.WaitForExternalEvent<JsonElement?>(name, CancellationToken.None));
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            box.Fail(broken);
        }

        box.IsListening = false;
    }

    private void Deliver(string name, Box box, JsonElement? payload)
    {
        if (forwarding)
        {
            Send(name, payload);
            return;
        }

        while (box.Waiters.TryDequeue(out TaskCompletionSource<JsonElement?>? waiter))
        {
            if (waiter.TrySetResult(payload))
            {
                return;
            }
        }

        box.Kept.Enqueue(payload);
    }

    private void Send(string name, JsonElement? payload) => context.SendEvent(context.InstanceId, name, payload ?? Payload.Parse("null"));

    private sealed class Box
    {
        public Queue<TaskCompletionSource<JsonElement?>> Waiters { get; } = new();

        public Queue<JsonElement?> Kept { get; } = new();

        public bool IsListening { get; set; }

        /// <summary>Whether anybody waits who has not given up.</summary>
        public bool HasWaiters
        {
            get
            {
                while (Waiters.TryPeek(out TaskCompletionSource<JsonElement?>? first) && first.Task.IsCanceled)
                {
                    _ = Waiters.Dequeue();
                }

                return Waiters.Count > 0;
            }
        }

        public void Fail(Exception broken)
        {
            while (Waiters.TryDequeue(out TaskCompletionSource<JsonElement?>? waiter))
            {
                _ = waiter.TrySetException(broken);
            }
        }
    }
}
