namespace MigrationOrchestrator.Durable.Conformance;

internal sealed class SequenceOrchestrator : Orchestrator<string, string[]>
{
    private static readonly string[] Cities = ["Tokyo", "Seattle", "London", "Amsterdam", "Mumbai"];

    public override async Task<string[]> RunAsync(OrchestrationContext context, string input)
    {
        List<string> greetings = [];
        foreach (string city in Cities)
        {
            greetings.Add(await context.CallActivityAsync(ConformanceTasks.Hello, input + city));
        }

        return [.. greetings];
    }
}

internal sealed class FanOutOrchestrator : Orchestrator<int, int>
{
    public override async Task<int> RunAsync(OrchestrationContext context, int input)
    {
        string[] results = await Task.WhenAll(Enumerable.Range(0, input).Select(number => context.CallActivityAsync(ConformanceTasks.Hello, $"{context.InstanceId}/{number}")));
        return results.Distinct().Count();
    }
}

internal sealed class CallFlakyOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        string before = await context.CallActivityAsync(ConformanceTasks.Hello, $"{input}/before");
        string result = await context.CallActivityAsync(ConformanceTasks.Flaky, input);
        string after = await context.CallActivityAsync(ConformanceTasks.Hello, $"{input}/after");
        return $"{before} {result} {after}";
    }
}

internal sealed class RetryOrchestrator : Orchestrator<RetryInput, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, RetryInput input)
        => context.CallActivityAsync(ConformanceTasks.Flaky, input.Key, new RetryPolicy(input.Attempts, TimeSpan.FromMilliseconds(input.FirstMilliseconds))
        {
            TotalTimeout = input.TotalMilliseconds is { } total ? TimeSpan.FromMilliseconds(total) : null,
            MaxInterval = input.MaxMilliseconds is { } max ? TimeSpan.FromMilliseconds(max) : TimeSpan.FromHours(1),
        });
}

internal sealed class CatchAndGoOnOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        try
        {
            return await context.CallActivityAsync(ConformanceTasks.Flaky, input);
        }
        catch (TaskFailedException failed)
        {
            return await context.CallActivityAsync(ConformanceTasks.Hello, $"{failed.TaskName}:{failed.Failure.Code}");
        }
    }
}

internal sealed class CompensateOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        Task<string> left = context.CallActivityAsync(ConformanceTasks.Flaky, $"{input}/left");
        Task<string> right = context.CallActivityAsync(ConformanceTasks.Flaky, $"{input}/right");
        try
        {
            return string.Join(' ', await Task.WhenAll(left, right));
        }
        catch (TaskFailedException)
        {
            _ = await context.CallActivityAsync(ConformanceTasks.Hello, $"{input}/undone");
            throw;
        }
    }
}

internal sealed class CallGatedOrchestrator : Orchestrator<string, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, string input) => context.CallActivityAsync(ConformanceTasks.Gated, input);
}

internal sealed class CallMissingOrchestrator : Orchestrator<string, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, string input) => context.CallActivityAsync(ConformanceTasks.Missing, input);
}

internal sealed class CallLargeOrchestrator : Orchestrator<int, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, int input) => context.CallActivityAsync(ConformanceTasks.Large, input);
}

internal sealed class LargeInputOrchestrator : Orchestrator<int, int>
{
    public override async Task<int> RunAsync(OrchestrationContext context, int input)
        => (await context.CallActivityAsync(ConformanceTasks.Hello, new string('x', input))).Length;
}

internal sealed class LargeStatusOrchestrator : Orchestrator<int, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, int input)
    {
        context.SetCustomStatus(new string('x', input));
        return Task.FromResult("published");
    }
}

internal sealed class ParentOrchestrator : Orchestrator<string, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, string input)
        => context.CallSubOrchestratorAsync(ConformanceTasks.CallGated, input, new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("child") });
}

internal sealed class ParentOfTwoOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        Task<string> first = context.CallSubOrchestratorAsync(ConformanceTasks.CallFlaky, $"{input}/1", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("1") });
        Task<string> second = context.CallSubOrchestratorAsync(ConformanceTasks.CallFlaky, $"{input}/2", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("2") });
        return string.Join('|', await Task.WhenAll(first, second));
    }
}

internal sealed class ParentThatRetriesOrchestrator : Orchestrator<ChildRetryInput, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, ChildRetryInput input)
        => context.CallSubOrchestratorAsync(ConformanceTasks.CallFlaky, input.Key, new SubOrchestrationOptions { Retry = new RetryPolicy(input.Attempts, TimeSpan.FromMilliseconds(1)) });
}

internal sealed class SleepOrchestrator : Orchestrator<TimeSpan, TimeSpan>
{
    public override async Task<TimeSpan> RunAsync(OrchestrationContext context, TimeSpan input)
    {
        DateTimeOffset before = context.CurrentUtc;
        await context.CreateTimerAsync(input);
        return context.CurrentUtc - before;
    }
}

internal sealed class CancelledTimerOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        using CancellationTokenSource giveUp = new();
        Task timer = context.CreateTimerAsync(TimeSpan.FromDays(1), giveUp.Token);
        string greeting = await context.CallActivityAsync(ConformanceTasks.Hello, input);
        giveUp.Cancel();
        try
        {
            await timer;
            return "fired";
        }
        catch (OperationCanceledException)
        {
            return $"{greeting} cancelled";
        }
    }
}

internal sealed class CollectOrchestrator : Orchestrator<int, string[]>
{
    public override async Task<string[]> RunAsync(OrchestrationContext context, int input)
    {
        List<string> seen = [];
        while (seen.Count < input)
        {
            seen.Add(await context.WaitForExternalEventAsync<string>("item"));
        }

        return [.. seen];
    }
}

internal sealed class CollectInTimeOrchestrator : Orchestrator<TimeSpan, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, TimeSpan input)
    {
        try
        {
            return await context.WaitForExternalEventAsync<string>("item", input);
        }
        catch (TimeoutException)
        {
            return "too late";
        }
    }
}

internal sealed class TwoNamesOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        string second = await context.WaitForExternalEventAsync<string>("second");
        string first = await context.WaitForExternalEventAsync<string>("first");
        return $"{first} {second}";
    }
}

internal sealed class SendToOrchestrator : Orchestrator<string, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, string input)
    {
        context.SendEvent(new InstanceId(input), "item", $"from {context.InstanceId}");
        return Task.FromResult("sent");
    }
}

internal sealed class PublishOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        context.SetCustomStatus("waiting");
        string item = await context.WaitForExternalEventAsync<string>("item");
        context.SetCustomStatus($"got {item}");
        _ = await context.CallActivityAsync(ConformanceTasks.Gated, input);
        context.SetCustomStatus<string?>(null);
        return item;
    }
}

internal sealed class GenerationsOrchestrator : Orchestrator<Progress, Progress>
{
    public override async Task<Progress> RunAsync(OrchestrationContext context, Progress input)
    {
        if (input.Left == 0)
        {
            return input;
        }

        _ = await context.WaitForExternalEventAsync<string>("item");
        context.ContinueAsNew(new Progress(input.Left - 1, input.Events + 1));
        return input;
    }
}

internal sealed class GuidsOrchestrator : Orchestrator<int, Guid[]>
{
    public override async Task<Guid[]> RunAsync(OrchestrationContext context, int input)
    {
        Guid[] made = [.. Enumerable.Range(0, input).Select(_ => context.NewGuid())];
        _ = await context.WaitForExternalEventAsync<string>("item");
        return made;
    }
}

internal sealed class FactsOrchestrator : Orchestrator<string, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, string input)
        => Task.FromResult($"{context.InstanceId} {context.Name} {context.Version} {context.ParentId} {context.IsReplaying} {input}");
}
