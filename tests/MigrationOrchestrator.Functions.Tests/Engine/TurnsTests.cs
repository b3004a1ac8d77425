using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Functions.Tests.Kit;
using Moq;

namespace MigrationOrchestrator.Functions.Tests.Engine;

public sealed class TurnsTests
{
    private static readonly ActivityName<string, string> Echo = new("Echo");
    private static readonly OrchestratorName<int, string> Repeat = new("Repeat");

    private readonly TaskRegistry registry = new TaskRegistry().AddActivity(Echo, services => new EchoActivity(services.GetRequiredService<string>())).AddOrchestrator(Repeat, () => new RepeatOrchestrator());

    [Fact]
    public async Task Activity_RunsWithTheHostsServicesAndTheCallersId()
        => Assert.Equal("\"hello from m-1: x\"", (await registry.RunAsync(Payload.Parse("\"x\""), Function("\"m-1\""))).GetRawText());

    [Fact]
    public async Task Activity_ThatThrows_LeavesItsFailure()
    {
        CrossingException left = await Assert.ThrowsAsync<CrossingException>(() => registry.RunAsync(Payload.Parse("\"fail\""), Function("m-1")));
        Assert.Equal(new Failure("test.told", "As told", Transient: true), CrossingFailure.Read(TaskFailureDetails.FromException(left)));
    }

    [Fact]
    public async Task Activity_WithTooLargeOutput_FailsNamingIt()
    {
        CrossingException left = await Assert.ThrowsAsync<CrossingException>(() => registry.RunAsync(Payload.Parse("\"large\""), Function("m-1")));
        Assert.Contains("output of activity \\u0027Echo\\u0027", left.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_WithTooLargeOutput_FailsNamingIt()
    {
        Assert.Equal("\"xx\"", (await registry.RunAsync(new InMemoryContext("Repeat", "m-1", "2", registry))).GetRawText());
        CrossingException left = await Assert.ThrowsAsync<CrossingException>(() => registry.RunAsync(new InMemoryContext("Repeat", "m-1", "40000", registry)));
        Assert.Contains("output of orchestration", left.Message, StringComparison.Ordinal);
    }

    private static FunctionContext Function(string instanceId)
    {
        Dictionary<string, object?> data = new() { ["instanceId"] = instanceId };
        Mock<FunctionContext> context = new() { CallBase = true };
        context.SetupGet(it => it.FunctionDefinition).Returns(Mock.Of<FunctionDefinition>(it => it.Name == "Echo"));
        context.SetupGet(it => it.BindingContext).Returns(Mock.Of<BindingContext>(it => it.BindingData == data));
        context.SetupGet(it => it.InstanceServices).Returns(new ServiceCollection().AddSingleton("hello").BuildServiceProvider());
        return context.Object;
    }

    private sealed class EchoActivity(string greeting) : Activity<string, string>
    {
        public override Task<string> RunAsync(ActivityContext context, string input, CancellationToken cancellation) => input switch
        {
            "fail" => throw new FailureException(new Failure("test.told", "As told", Transient: true)),
            "large" => Task.FromResult(new string('x', DurableJson.MaxPayloadBytes)),
            _ => Task.FromResult($"{greeting} from {context.InstanceId}: {input}"),
        };
    }

    private sealed class RepeatOrchestrator : Orchestrator<int, string>
    {
        public override Task<string> RunAsync(OrchestrationContext context, int input) => Task.FromResult(new string('x', input));
    }
}
