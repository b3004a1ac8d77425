using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using Moq;
using NativeQuery = Microsoft.DurableTask.Client.OrchestrationQuery;
using OrchestrationQuery = MigrationOrchestrator.Durable.OrchestrationQuery;

namespace MigrationOrchestrator.Functions.Tests.Engine;

public sealed class ClientTests
{
    private static readonly OrchestratorName<string, string> Move = new("Move");
    private static readonly InstanceId Id = new("m-1");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Mock<DurableTaskClient> native = new("hub") { CallBase = true };
    private readonly FunctionsOrchestrationClient client;

    public ClientTests() => client = new FunctionsOrchestrationClient(native.Object);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_PassesInputIdTimeAndVersion()
    {
        (object? Input, StartOrchestrationOptions? Options) given = default;
        native.Setup(it => it.ScheduleNewOrchestrationInstanceAsync("Move", It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Callback((TaskName _, object? input, StartOrchestrationOptions? options, CancellationToken _) => given = (input, options))
            .ReturnsAsync((TaskName _, object? _, StartOrchestrationOptions? options, CancellationToken _) => options!.InstanceId!);
        Stands(null);
        Assert.Equal(Id, await client.StartAsync(Move, "x", new StartOptions { InstanceId = Id, StartAt = Noon, Version = "2" }, Cancellation));
        Assert.Equal("\"x\"", Assert.IsType<JsonElement>(given.Input).GetRawText());
        Assert.Equal((Noon, "2", 7), (given.Options!.StartAt, given.Options.Version?.Version, given.Options.DedupeStatuses!.Count));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running, OrchestrationStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Completed, OrchestrationStatus.Completed)]
    public async Task Start_OfTakenId_IsRefused(OrchestrationRuntimeStatus found, OrchestrationStatus told)
    {
        Stands(found);
        InstanceExistsException taken = await Assert.ThrowsAsync<InstanceExistsException>(() => client.StartAsync(Move, "x", new StartOptions { InstanceId = Id }, Cancellation));
        Assert.Equal((Id, told), (taken.InstanceId, taken.Status));
    }

    [Fact]
    public async Task Start_OfIdThatWasTakenMeanwhile_IsRefused()
    {
        native.SetupSequence(it => it.GetInstancesAsync(Id.Value, It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync((OrchestrationMetadata?)null).ReturnsAsync(Instance(OrchestrationRuntimeStatus.Pending));
        native.Setup(it => it.ScheduleNewOrchestrationInstanceAsync("Move", It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("exists"));
        await Assert.ThrowsAsync<InstanceExistsException>(() => client.StartAsync(Move, "x", new StartOptions { InstanceId = Id }, Cancellation));
    }

    [Fact]
    public async Task Start_OfTooLargeInputOrTooLongId_IsRefusedBeforeAnythingIsAsked()
    {
        FailureException large = await Assert.ThrowsAsync<FailureException>(() => client.StartAsync(Move, new string('x', DurableJson.MaxPayloadBytes), cancellation: Cancellation));
        Assert.Contains("input of orchestration 'Move'", large.Message, StringComparison.Ordinal);
        FailureException id = await Assert.ThrowsAsync<FailureException>(() => client.StartAsync(Move, "x", new StartOptions { InstanceId = new InstanceId(new string('i', 101)) }, Cancellation));
        Assert.Equal("instance.id", id.Failure.Code);
        native.Verify(it => it.GetInstancesAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed, "\"out\"")]
    [InlineData(OrchestrationRuntimeStatus.Running, null)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, null)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, null)]
    public async Task Find_ReadsTheOutputOnlyOfACompletedInstance(OrchestrationRuntimeStatus status, string? output)
    {
        Stands(status, serializedOutput: "\"out\"");
        OrchestrationState state = (await client.FindAsync(Id, cancellation: Cancellation))!;
        Assert.Equal(output, state.Output);
        Assert.Equal("\"in\"", state.Input);
    }

    [Fact]
    public async Task Find_WithoutInputs_StillHasTheCustomStatus()
    {
        Stands(OrchestrationRuntimeStatus.Completed, serializedOutput: "1");
        OrchestrationState state = (await client.FindAsync(Id, includeInputsAndOutputs: false, Cancellation))!;
        Assert.Equal((null, null, "{\"stage\":\"plan\"}"), (state.Input, state.Output, state.CustomStatus));
        native.Verify(it => it.GetInstancesAsync(Id.Value, true, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Find_OfFailedInstance_HasItsFailure()
    {
        Failure failure = new("source.gone", "It is gone.");
        native.Setup(it => it.GetInstancesAsync(Id.Value, true, It.IsAny<CancellationToken>())).ReturnsAsync(new OrchestrationMetadata("Move", Id.Value)
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            FailureDetails = TaskFailureDetails.FromException(CrossingFailure.Pack(new FailureException(failure))),
        });
        Assert.Equal(failure, (await client.FindAsync(Id, cancellation: Cancellation))!.Failure);
    }

    [Fact]
    public async Task Find_OfTerminatedInstance_HasTheReason()
    {
        Stands(OrchestrationRuntimeStatus.Terminated, serializedOutput: "\"enough\"");
        Assert.Equal(new Failure(Failure.Cancelled, "enough"), (await client.FindAsync(Id, cancellation: Cancellation))!.Failure);
    }

    [Fact]
    public async Task Query_SkipsPagesWithoutTheWantedName()
    {
        List<NativeQuery?> asked = [];
        native.Setup(it => it.GetAllInstancesAsync(It.IsAny<NativeQuery?>())).Callback((NativeQuery? query) => asked.Add(query)).Returns(Pageable.Create((token, size, _) => Task.FromResult(token switch
        {
            "from" => new Page<OrchestrationMetadata>([new("Other", "o-1"), new("@entity", "@e@1")], "second"),
            _ => new Page<OrchestrationMetadata>([new("Move", "m-1") { CreatedAt = Noon }, new("move", "m-2") { CreatedAt = Noon.AddHours(1) }], "third"),
        })));
        OrchestrationPage page = await client.QueryAsync(new OrchestrationQuery { Name = "Move", Statuses = [OrchestrationStatus.Running], PageSize = 5, ContinuationToken = "from", InstanceIdPrefix = "m" }, Cancellation);
        Assert.Equal(["m-2", "m-1"], page.Items.Select(item => item.InstanceId.Value));
        Assert.Equal("third", page.ContinuationToken);
        NativeQuery query = Assert.Single(asked)!;
        Assert.Equal(("m", 5, true), (query.InstanceIdPrefix, query.PageSize, query.FetchInputsAndOutputs));
        Assert.Contains(OrchestrationRuntimeStatus.Running, query.Statuses!);
    }

    [Fact]
    public async Task Query_ForBlockedOnes_FindsNoneOnThisHost()
        => Assert.Empty((await client.QueryAsync(new OrchestrationQuery { Statuses = [OrchestrationStatus.Blocked] }, Cancellation)).Items);

    [Fact]
    public async Task Wait_ForUnknownInstance_Throws()
    {
        Stands(null);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => client.WaitForCompletionAsync(Id, Cancellation));
    }

    [Fact]
    public async Task Purge_FilteredByTime_RemovesOlderOnesUpToTheLimit()
    {
        OrchestrationMetadata[] all = [.. Enumerable.Range(0, 6).Select(hour => new OrchestrationMetadata("Move", $"m-{hour}") { LastUpdatedAt = Noon.AddHours(hour) })];
        native.Setup(it => it.GetAllInstancesAsync(It.IsAny<NativeQuery?>())).Returns(Pageable.Create((_, _) => Task.FromResult(new Page<OrchestrationMetadata>(all))));
        native.Setup(it => it.PurgeInstanceAsync(It.IsAny<string>(), It.IsAny<PurgeInstanceOptions?>(), It.IsAny<CancellationToken>())).ReturnsAsync(new PurgeResult(1));
        Assert.Equal(2, await client.PurgeAsync(new PurgeFilter { FinishedBefore = Noon.AddHours(4), Limit = 2 }, Cancellation));
        Assert.Equal(4, await client.PurgeAsync(new PurgeFilter { FinishedBefore = Noon.AddHours(4) }, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => client.PurgeAsync(new PurgeFilter { Statuses = [OrchestrationStatus.Running] }, Cancellation));
    }

    private static OrchestrationMetadata Instance(OrchestrationRuntimeStatus status, string? serializedOutput = null) => new("Move", Id.Value)
    {
        RuntimeStatus = status,
        CreatedAt = Noon,
        LastUpdatedAt = Noon,
        SerializedInput = "\"in\"",
        SerializedOutput = serializedOutput,
        SerializedCustomStatus = "{\"stage\":\"plan\"}",
    };

    private void Stands(OrchestrationRuntimeStatus? status, string? serializedOutput = null)
        => native.Setup(it => it.GetInstancesAsync(Id.Value, It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync(status is { } known ? Instance(known, serializedOutput) : null);
}
