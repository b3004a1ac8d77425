namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>Takes events until it has seen so many different ones: what a client that was cut off sends again changes nothing.</summary>
internal sealed class CollectDistinctOrchestrator : Orchestrator<int, string[]>
{
    public override async Task<string[]> RunAsync(OrchestrationContext context, int input)
    {
        SortedSet<string> seen = new(StringComparer.Ordinal);
        while (seen.Count < input)
        {
            _ = seen.Add(await context.WaitForExternalEventAsync<string>("item"));
        }

        return [.. seen];
    }
}

/// <summary>Goes through generations by itself, without waiting for anything but its own work.</summary>
internal sealed class CountDownOrchestrator : Orchestrator<Progress, Progress>
{
    public override async Task<Progress> RunAsync(OrchestrationContext context, Progress input)
    {
        if (input.Left == 0)
        {
            return input;
        }

        _ = await context.CallActivityAsync(ConformanceTasks.Hello, $"{context.InstanceId}/{input.Left}");
        context.ContinueAsNew(new Progress(input.Left - 1, input.Events + 1));
        return input;
    }
}

/// <summary>Takes one event, then continues as new without those that nobody took, then takes one more.</summary>
internal sealed class ForgetOrchestrator : Orchestrator<string?, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string? input)
    {
        context.SetCustomStatus(input is null ? "first" : "second");
        string item = await context.WaitForExternalEventAsync<string>("item");
        if (input is not null)
        {
            return $"{input} {item}";
        }

        // By its end the other event is here too, and nobody has taken it.
        _ = await context.WaitForExternalEventAsync<string>("go");
        context.ContinueAsNew(item, preserveUnprocessedEvents: false);
        return "";
    }
}

/// <summary>Tries again where the failure's code is the one named, however the failure calls itself.</summary>
internal sealed class RetryByCodeOrchestrator : Orchestrator<RetryByCodeInput, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, RetryByCodeInput input)
        => context.CallActivityAsync(ConformanceTasks.Flaky, input.Key, new RetryPolicy(input.Attempts, TimeSpan.FromMilliseconds(1)) { Handle = failure => failure.Code == input.Code });
}

/// <summary>Sends an event of so many characters.</summary>
internal sealed class LargeEventOrchestrator : Orchestrator<int, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, int input)
    {
        context.SendEvent(context.InstanceId, "item", new string('x', input));
        return Task.FromResult("sent");
    }
}

/// <summary>Returns so many characters.</summary>
internal sealed class LargeOutputOrchestrator : Orchestrator<int, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, int input) => Task.FromResult(new string('x', input));
}
