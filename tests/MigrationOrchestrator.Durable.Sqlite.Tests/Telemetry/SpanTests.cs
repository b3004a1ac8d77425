using Span = System.Diagnostics.Activity;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Telemetry;

/// <summary>What a trace shows of orchestrations: one span each, with what it started below it, whatever happens to the process meanwhile.</summary>
public sealed class SpanTests
{
    private const string FlowSpan = "orchestration:Flow";
    private const string EchoSpan = "activity:Echo";

    private static readonly OrchestratorName<string, string> Child = new("Child");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneInstance_HasOneSpanAndOneTraceAcrossARestart()
    {
        using Spans spans = new();
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) => await context.CallActivityAsync(Inline.Echo, input) + await context.WaitForExternalEventAsync<string>("go")),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "a", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        await engine.StopAsync();
        _ = await engine.StartAsync();
        _ = await engine.Client.RaiseEventAsync(id, "go", "b", Cancellation);
        _ = await engine.EndAsync(id);
        await engine.StopAsync();

        Span[] own = spans.Of(id);
        Span whole = spans.Single(id, FlowSpan);
        Assert.Equal([EchoSpan, "create_orchestration:Flow", FlowSpan], own.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
        _ = Assert.Single(own.Select(span => span.TraceId).Distinct());
        Assert.All(own, span => Assert.True(span.StartTimeUtc <= whole.StartTimeUtc + whole.Duration));
        Assert.All(own, span => Assert.DoesNotContain(span.TagObjects, tag => tag.Value is "\"a\"" or "\"b\""));
    }

    [Fact]
    public async Task WhatAnOrchestrationStarts_HangsBelowItsSpanAcrossARestart()
    {
        using Spans spans = new();
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) =>
            {
                string first = await context.CallActivityAsync(Inline.Echo, input);
                _ = await context.WaitForExternalEventAsync<string>("go");
                return await context.CallSubOrchestratorAsync(Child, first) + await context.CallActivityAsync(Inline.Shout, input);
            }).AddOrchestrator(Child, () => Inline.Orchestrator((context, input) => context.CallActivityAsync(Inline.Echo, input))),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "a", cancellation: Cancellation);
        await engine.UntilReadAsync("SELECT count(*) FROM tasks", "0");
        await engine.StopAsync();
        _ = await engine.StartAsync();
        _ = await engine.Client.RaiseEventAsync(id, "go", "", Cancellation);
        Assert.Equal("aA", (await engine.EndAsync(id)).ReadOutput<string>());
        InstanceId childId = Assert.Single((await engine.Client.QueryAsync(new OrchestrationQuery(), Cancellation)).Items, state => state.Name == Child.Value).InstanceId;
        await engine.StopAsync();

        Span whole = spans.Single(id, FlowSpan);
        Span child = spans.Single(childId, "orchestration:Child");
        Assert.Equal(spans.Single(id, "create_orchestration:Flow").SpanId, whole.ParentSpanId);
        Assert.All(spans.Of(id).Where(span => span.OperationName == EchoSpan), span => Assert.Equal(whole.SpanId, span.ParentSpanId));
        Assert.Equal(whole.SpanId, spans.Single(id, "activity:Shout").ParentSpanId);
        Assert.Equal(whole.SpanId, child.ParentSpanId);
        Assert.Equal(child.SpanId, spans.Single(childId, EchoSpan).ParentSpanId);
        Assert.EndsWith($"-{whole.SpanId}-01", whole.Id, StringComparison.Ordinal);
        Assert.Equal(spans.Of(id).Length, spans.Of(id).Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public async Task EachExecution_HasASpanOfItsOwnBelowTheSameParent()
    {
        using Spans spans = new();
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) =>
            {
                string output = await context.CallActivityAsync(Inline.Echo, input);
                if (output == "bad")
                {
                    throw new FailureException(new Failure("test.bad", "Bad."));
                }

                return output;
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "bad", cancellation: Cancellation);
        _ = await engine.EndAsync(id);
        await engine.DeployAsync(Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input)));
        Assert.Equal(CommandResult.Accepted, await engine.Client.RewindAsync(id, "fixed", Cancellation));
        _ = await engine.UntilAsync(id, OrchestrationStatus.Completed);
        await engine.StopAsync();

        Span[] executions = [.. spans.Of(id).Where(span => span.OperationName == FlowSpan)];
        Assert.Equal(["Failed", "Completed"], executions.Select(span => span.GetTagItem("durabletask.task.status")));
        Assert.NotEqual(executions[0].SpanId, executions[1].SpanId);
        Assert.Equal(executions[0].ParentSpanId, executions[1].ParentSpanId);
        Assert.Equal(executions[0].SpanId, spans.Single(id, EchoSpan).ParentSpanId);
    }

    [Fact]
    public async Task ATerminatedInstance_HasItsSpanToo()
    {
        using Spans spans = new();
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, _) => context.WaitForExternalEventAsync<string>("never")) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);

        _ = await engine.Client.TerminateAsync(id, "test", cancellation: Cancellation);
        _ = await engine.EndAsync(id);
        await engine.StopAsync();

        Assert.Equal("Terminated", spans.Single(id, FlowSpan).GetTagItem("durabletask.task.status"));
    }
}
