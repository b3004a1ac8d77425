using System.Text.Json;
using Microsoft.DurableTask;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using Moq;
using NativeFailedException = Microsoft.DurableTask.TaskFailedException;
using NativeSubOptions = Microsoft.DurableTask.SubOrchestrationOptions;
using RetryPolicy = MigrationOrchestrator.Durable.RetryPolicy;
using SubOrchestrationOptions = MigrationOrchestrator.Durable.SubOrchestrationOptions;
using TaskFailedException = MigrationOrchestrator.Durable.TaskFailedException;

namespace MigrationOrchestrator.Functions.Tests.Engine;

public sealed class ContextTests
{
    private static readonly ActivityName<Order, Order> Step = new("Step");
    private static readonly OrchestratorName<Order, Order> Child = new("Child");
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly Mock<TaskOrchestrationContext> native = new() { CallBase = true };
    private readonly FunctionsOrchestrationContext context;

    public ContextTests()
    {
        native.SetupGet(it => it.InstanceId).Returns("parent");
        native.SetupGet(it => it.Name).Returns("Move");
        native.SetupGet(it => it.CurrentUtcDateTime).Returns(Noon);
        context = new FunctionsOrchestrationContext(native.Object);
    }

    [Fact]
    public void Facts_AreTheNativeOnes()
    {
        native.SetupGet(it => it.Version).Returns("2");
        native.SetupGet(it => it.IsReplaying).Returns(true);
        native.SetupGet(it => it.Parent).Returns(new ParentOrchestrationInstance("Batch", "batch-1"));
        native.Setup(it => it.NewGuid()).Returns(Guid.AllBitsSet);
        Assert.Equal(("parent", "Move", "2", "batch-1", true), (context.InstanceId.Value, context.Name, context.Version, context.ParentId?.Value, context.IsReplaying));
        Assert.Equal(new DateTimeOffset(Noon), context.CurrentUtc);
        Assert.Equal(Guid.AllBitsSet, context.NewGuid());
    }

    [Fact]
    public async Task Activity_IsCalledWithJsonOfOurDialect()
    {
        object? given = null;
        native.Setup(it => it.CallActivityAsync<JsonElement?>("Step", It.IsAny<object?>(), null))
            .Callback((TaskName _, object? input, TaskOptions? _) => given = input)
            .ReturnsAsync(Payload.Parse("{\"what\":\"done\",\"size\":\"large\"}"));
        Order result = await context.CallActivityAsync(Step, new Order("disk", Size.Small));
        Assert.Equal(new Order("done", Size.Large), result);
        Assert.Equal("{\"what\":\"disk\",\"size\":\"small\"}", Assert.IsType<JsonElement>(given).GetRawText());
    }

    [Fact]
    public async Task Activity_ThatFails_ThrowsItsFailure()
    {
        Failure failure = new("target.full", "No room", Transient: true) { RetryAfterSeconds = 3 };
        native.Setup(it => it.CallActivityAsync<JsonElement?>("Step", It.IsAny<object?>(), null)).ThrowsAsync(Native("Step", failure));
        TaskFailedException failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync(Step, new Order("disk", Size.Small)));
        Assert.Equal(("Step", failure), (failed.TaskName, failed.Failure));
    }

    [Fact]
    public async Task Activity_WithTooLargeInput_IsRefusedBeforeItIsScheduled()
    {
        FailureException refused = await Assert.ThrowsAsync<FailureException>(() => context.CallActivityAsync(Step, new Order(new string('x', DurableJson.MaxPayloadBytes), Size.Large)));
        Assert.Equal(PayloadLimit.TooLarge, refused.Failure.Code);
        Assert.Contains("input of activity 'Step'", refused.Message, StringComparison.Ordinal);
        native.Verify(it => it.CallActivityAsync<JsonElement?>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()), Times.Never);
    }

    [Theory]
    [InlineData(1, false, true, 2)]
    [InlineData(2, false, true, 4)]
    [InlineData(1, true, true, 30)]
    [InlineData(3, false, false, 0)]
    public async Task Retry_WaitsAsThePolicySaysAndTheCloudAsks(int attempt, bool asksForHalfAMinute, bool goesOn, int seconds)
    {
        TaskOptions options = await OptionsOfAsync(new RetryPolicy(3, TimeSpan.FromSeconds(2)));
        Failure failure = new("x", "y", Transient: true) { RetryAfterSeconds = asksForHalfAMinute ? 30 : null };
        native.Setup(it => it.CreateTimer(Noon.AddSeconds(seconds), CancellationToken.None)).Returns(Task.CompletedTask);
        Assert.Equal(goesOn, await AskAsync(options, failure, attempt));
        native.Verify(it => it.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()), goesOn ? Times.Once : Times.Never);
    }

    [Fact]
    public async Task Retry_AsksThePolicysOwnPredicate()
    {
        TaskOptions options = await OptionsOfAsync(new RetryPolicy(3, TimeSpan.FromSeconds(2)) { Handle = failure => failure.Code == "again" });
        native.Setup(it => it.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        Assert.True(await AskAsync(options, new Failure("again", "y"), 1));
        Assert.False(await AskAsync(options, new Failure("never", "y", Transient: true), 1));
    }

    [Fact]
    public async Task Child_GetsItsIdVersionAndRetries()
    {
        TaskOptions? given = null;
        native.Setup(it => it.CallSubOrchestratorAsync<JsonElement?>("Child", It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Callback((TaskName _, object? _, TaskOptions? options) => given = options)
            .ReturnsAsync(Payload.Parse("{\"what\":\"done\",\"size\":\"small\"}"));
        SubOrchestrationOptions asked = new() { InstanceId = context.InstanceId.Child("disk-1"), Version = "3", Retry = new RetryPolicy(2, TimeSpan.FromSeconds(1)) };
        Assert.Equal("done", (await context.CallSubOrchestratorAsync(Child, new Order("disk", Size.Small), asked)).What);
        NativeSubOptions options = Assert.IsType<NativeSubOptions>(given);
        Assert.Equal(("parent:disk-1", "3"), (options.InstanceId, options.Version?.Version));
        Assert.NotNull(options.Retry?.Handler);
    }

    [Fact]
    public async Task Child_ThatFails_ThrowsItsFailure()
    {
        Failure failure = new("conversion.limit", "Too much");
        native.Setup(it => it.CallSubOrchestratorAsync<JsonElement?>("Child", It.IsAny<object?>(), null)).ThrowsAsync(Native("Child", failure));
        Assert.Equal(failure, (await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync(Child, new Order("disk", Size.Small)))).Failure);
    }

    [Fact]
    public async Task Timer_IsDueInUtc()
    {
        native.Setup(it => it.CreateTimer(Noon, CancellationToken.None)).Returns(Task.CompletedTask);
        await context.CreateTimerAsync(new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2)), CancellationToken.None);
        native.Verify(it => it.CreateTimer(Noon, CancellationToken.None), Times.Once);
    }

    [Fact]
    public void SendEvent_PassesJson()
    {
        context.SendEvent(new InstanceId("other"), "cancel", new Order("why", Size.Small));
        native.Verify(it => it.SendEvent("other", "cancel", It.Is<object>(payload => ((JsonElement)payload).GetRawText() == "{\"what\":\"why\",\"size\":\"small\"}")), Times.Once);
    }

    [Fact]
    public void CustomStatus_IsPublishedClearedAndBounded()
    {
        context.SetCustomStatus(new Order("half", Size.Large));
        native.Verify(it => it.SetCustomStatus(It.Is<object?>(status => status is JsonElement)), Times.Once);
        context.SetCustomStatus<Order?>(null);
        native.Verify(it => it.SetCustomStatus(null), Times.Once);
        FailureException refused = Assert.Throws<FailureException>(() => context.SetCustomStatus(new string('x', DurableJson.MaxCustomStatusBytes)));
        Assert.Contains("custom status", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ContinueAsNew_PassesTheNextInput(bool preserve)
    {
        context.ContinueAsNew(new Order("next", Size.Small), preserve);
        native.Verify(it => it.ContinueAsNew(It.Is<object?>(input => ((JsonElement)input!).GetProperty("what").GetString() == "next"), preserve), Times.Once);
    }

    private static NativeFailedException Native(string task, Failure failure) => new(task, 7, TaskFailureDetails.FromException(CrossingFailure.Pack(new FailureException(failure))));

    private async Task<TaskOptions> OptionsOfAsync(RetryPolicy policy)
    {
        TaskOptions? given = null;
        native.Setup(it => it.CallActivityAsync<JsonElement?>("Step", It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Callback((TaskName _, object? _, TaskOptions? options) => given = options)
            .ReturnsAsync(Payload.Parse("{\"what\":\"done\",\"size\":\"small\"}"));
        await context.CallActivityAsync(Step, new Order("disk", Size.Small), policy);
        return given!;
    }

    private Task<bool> AskAsync(TaskOptions options, Failure failure, int attempt)
        => options.Retry!.Handler!(new RetryContext(native.Object, attempt, Native("Step", failure).FailureDetails, TimeSpan.Zero, CancellationToken.None));

    public enum Size
    {
        Small,
        Large,
    }

    public sealed record Order(string What, Size Size);
}
