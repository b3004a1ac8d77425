using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using Moq;
using NativeQuery = Microsoft.DurableTask.Client.OrchestrationQuery;

namespace MigrationOrchestrator.Functions.Tests.Engine;

public sealed class ClientCommandTests
{
    private static readonly InstanceId Id = new("m-1");

    private readonly Mock<DurableTaskClient> native = new("hub") { CallBase = true };
    private readonly FunctionsOrchestrationClient client;

    public ClientCommandTests() => client = new FunctionsOrchestrationClient(native.Object);

    public static TheoryData<string> Commands => ["raise", "terminate", "suspend", "resume", "rewind", "purge"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_ToUnknownInstance_FindsNone(string command)
    {
        Stands(null);
        Assert.Equal(CommandResult.NotFound, await CommandAsync(command));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_ToInstanceInAWrongStatus_IsNotAllowed(string command)
    {
        Stands(command == "purge" ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Completed);
        Assert.Equal(CommandResult.NotAllowed, await CommandAsync(command));
    }

    [Fact]
    public async Task Raise_PassesJson()
    {
        Stands(OrchestrationRuntimeStatus.Running);
        native.Setup(it => it.RaiseEventAsync(Id.Value, "approve", It.IsAny<object?>(), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        Assert.Equal(CommandResult.Accepted, await CommandAsync("raise"));
        native.Verify(it => it.RaiseEventAsync(Id.Value, "approve", It.Is<object?>(payload => ((JsonElement)payload!).GetRawText() == "true"), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Terminate_StopsChildrenToo()
    {
        Stands(OrchestrationRuntimeStatus.Suspended);
        native.Setup(it => it.TerminateInstanceAsync(Id.Value, It.IsAny<TerminateInstanceOptions?>(), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        Assert.Equal(CommandResult.Accepted, await CommandAsync("terminate"));
        native.Verify(it => it.TerminateInstanceAsync(Id.Value, new TerminateInstanceOptions("why", true), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Theory]
    [InlineData("suspend", OrchestrationRuntimeStatus.Running, 1, 0)]
    [InlineData("suspend", OrchestrationRuntimeStatus.Suspended, 0, 0)]
    [InlineData("resume", OrchestrationRuntimeStatus.Suspended, 0, 1)]
    [InlineData("resume", OrchestrationRuntimeStatus.Running, 0, 0)]
    public async Task SuspendAndResume_AskTheHostOnlyWhereItChangesSomething(string command, OrchestrationRuntimeStatus status, int suspends, int resumes)
    {
        Stands(status);
        native.Setup(it => it.SuspendInstanceAsync(Id.Value, "why", It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        native.Setup(it => it.ResumeInstanceAsync(Id.Value, "why", It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        Assert.Equal(CommandResult.Accepted, await CommandAsync(command));
        native.Verify(it => it.SuspendInstanceAsync(Id.Value, "why", It.IsAny<CancellationToken>()), Times.Exactly(suspends));
        native.Verify(it => it.ResumeInstanceAsync(Id.Value, "why", It.IsAny<CancellationToken>()), Times.Exactly(resumes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rewind_WhereTheHostCannot_SaysSo(bool notImplemented)
    {
        Stands(OrchestrationRuntimeStatus.Failed);
        native.Setup(it => it.RewindInstanceAsync(Id.Value, "why", It.IsAny<CancellationToken>())).ThrowsAsync(notImplemented ? new NotImplementedException("later") : new NotSupportedException("never"));
        NotSupportedException unsupported = await Assert.ThrowsAsync<NotSupportedException>(() => CommandAsync("rewind"));
        Assert.Contains("cannot rewind instances", unsupported.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_AndHistory_WhereTheHostCannot_SaySo()
    {
        Stands(OrchestrationRuntimeStatus.Failed);
        native.Setup(it => it.RestartAsync(Id.Value, true, It.IsAny<CancellationToken>())).ThrowsAsync(new NotSupportedException("no"));
        native.Setup(it => it.GetOrchestrationHistoryAsync(Id.Value, It.IsAny<CancellationToken>())).ThrowsAsync(new NotSupportedException("no"));
        Assert.Contains("cannot restart instances", (await Assert.ThrowsAsync<NotSupportedException>(() => client.RestartAsync(Id, true, Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot give histories", (await Assert.ThrowsAsync<NotSupportedException>(() => client.GetHistoryAsync(Id, Cancellation))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(ArgumentException), CommandResult.NotFound)]
    [InlineData(typeof(InvalidOperationException), CommandResult.NotAllowed)]
    public async Task Rewind_OfInstanceThatChangedMeanwhile_TellsWhatItFound(Type thrown, CommandResult result)
    {
        Stands(OrchestrationRuntimeStatus.Failed);
        native.Setup(it => it.RewindInstanceAsync(Id.Value, "why", It.IsAny<CancellationToken>())).ThrowsAsync((Exception)Activator.CreateInstance(thrown)!);
        Assert.Equal(result, await CommandAsync("rewind"));
    }

    [Fact]
    public async Task Restart_GivesTheNewId()
    {
        Stands(OrchestrationRuntimeStatus.Completed);
        native.Setup(it => it.RestartAsync(Id.Value, true, It.IsAny<CancellationToken>())).ReturnsAsync("m-2");
        Assert.Equal(new InstanceId("m-2"), await client.RestartAsync(Id, true, Cancellation));
    }

    [Fact]
    public async Task Restart_OfRunningOrUnknownInstance_IsRefused()
    {
        Stands(OrchestrationRuntimeStatus.Running);
        await Assert.ThrowsAsync<InstanceExistsException>(() => client.RestartAsync(Id, false, Cancellation));
        Stands(null);
        Assert.Null(await client.RestartAsync(Id, false, Cancellation));
    }

    [Fact]
    public async Task Purge_RemovesFinishedChildrenThatTheHostLeaves()
    {
        Stands(OrchestrationRuntimeStatus.Completed);
        native.Setup(it => it.PurgeInstanceAsync(It.IsAny<string>(), It.IsAny<PurgeInstanceOptions?>(), It.IsAny<CancellationToken>())).ReturnsAsync(new PurgeResult(1));
        native.Setup(it => it.GetAllInstancesAsync(It.Is<NativeQuery>(query => query.InstanceIdPrefix == "m-1:"))).Returns(Pageable.Create((_, _) => Task.FromResult(new Page<OrchestrationMetadata>(
        [
            new("MigrateDisk", "m-1:disk-1") { RuntimeStatus = OrchestrationRuntimeStatus.Completed },
            new("MigrateDisk", "m-1:disk-2") { RuntimeStatus = OrchestrationRuntimeStatus.Running },
        ]))));
        Assert.Equal(CommandResult.Accepted, await CommandAsync("purge"));
        native.Verify(it => it.PurgeInstanceAsync("m-1", new PurgeInstanceOptions(true), It.IsAny<CancellationToken>()), Times.Once);
        native.Verify(it => it.PurgeInstanceAsync("m-1:disk-1", It.IsAny<PurgeInstanceOptions?>(), It.IsAny<CancellationToken>()), Times.Once);
        native.Verify(it => it.PurgeInstanceAsync("m-1:disk-2", It.IsAny<PurgeInstanceOptions?>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    private Task<CommandResult> CommandAsync(string command) => command switch
    {
        "raise" => client.RaiseEventAsync(Id, "approve", true, Cancellation),
        "terminate" => client.TerminateAsync(Id, "why", cancellation: Cancellation),
        "suspend" => client.SuspendAsync(Id, "why", Cancellation),
        "resume" => client.ResumeAsync(Id, "why", Cancellation),
        "rewind" => client.RewindAsync(Id, "why", Cancellation),
        _ => client.PurgeAsync(Id, Cancellation),
    };

    private void Stands(OrchestrationRuntimeStatus? status)
        => native.Setup(it => it.GetInstancesAsync(Id.Value, It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync(status is { } known ? new OrchestrationMetadata("Move", Id.Value) { RuntimeStatus = known } : null);
}
