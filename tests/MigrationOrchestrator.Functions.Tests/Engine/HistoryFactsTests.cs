using DurableTask.Core;
using DurableTask.Core.History;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using CoreStatus = DurableTask.Core.OrchestrationStatus;
using NativeEvent = DurableTask.Core.History.HistoryEvent;

namespace MigrationOrchestrator.Functions.Tests.Engine;

public sealed class HistoryFactsTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0);
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Failure Gone = new("source.gone", "It is gone.");

    [Fact]
    public void Read_TurnsEveryFactIntoOurs()
    {
        FailureDetails details = new(CrossingFailure.Pack(new FailureException(Gone)));
        NativeEvent[] native =
        [
            new ExecutionStartedEvent(-1, "1") { Name = "Move", Version = "2", OrchestrationInstance = new OrchestrationInstance { ExecutionId = "e" }, ParentInstance = new ParentInstance { OrchestrationInstance = new OrchestrationInstance { InstanceId = "batch" } } },
            new OrchestratorStartedEvent(-1),
            new TaskScheduledEvent(0, "Step", null, "2"),
            new SubOrchestrationInstanceCreatedEvent(1) { Name = "Child", InstanceId = "m:d", Input = "3" },
            new TimerCreatedEvent(2, Noon.AddMinutes(1)),
            new EventSentEvent(3) { InstanceId = "other", Name = "cancel", Input = "4" },
            new OrchestratorCompletedEvent(-1),
            new TaskCompletedEvent(-1, 0, "5"),
            new TaskFailedEvent(-1, 0, "reason", null, details),
            new SubOrchestrationInstanceCompletedEvent(-1, 1, "6"),
            new SubOrchestrationInstanceFailedEvent(-1, 1, "reason", null, details),
            new TimerFiredEvent(-1) { TimerId = 2 },
            new EventRaisedEvent(-1, "7") { Name = "approve" },
            new ExecutionSuspendedEvent(-1, "hold"),
            new ExecutionResumedEvent(-1, "go"),
            new ExecutionRewoundEvent(-1, "again"),
            new ExecutionTerminatedEvent(-1, "stop"),
            new ExecutionCompletedEvent(-1, "8", CoreStatus.Completed),
            new ExecutionCompletedEvent(-1, null, CoreStatus.Failed, details),
            new ContinueAsNewEvent(-1, "9"),
            new GenericEvent(-1, "x"),
        ];
        foreach (NativeEvent fact in native)
        {
            fact.Timestamp = Noon;
        }

        MigrationOrchestrator.Durable.HistoryEvent[] expected =
        [
            new ExecutionStarted(At, "Move", "2", "1", new InstanceId("batch"), "e"),
            new OrchestratorStarted(At),
            new TaskScheduled(At, 0, "Step", "2", ""),
            new SubOrchestrationCreated(At, 1, "Child", new InstanceId("m:d"), "3", ""),
            new TimerCreated(At, 2, At.AddMinutes(1)),
            new EventSent(At, 3, new InstanceId("other"), "cancel", "4"),
            new TaskCompleted(At, 0, "5"),
            new TaskFailed(At, 0, Gone),
            new SubOrchestrationCompleted(At, 1, "6"),
            new SubOrchestrationFailed(At, 1, Gone),
            new TimerFired(At, 2),
            new EventRaised(At, "approve", "7"),
            new ExecutionSuspended(At, "hold"),
            new ExecutionResumed(At, "go"),
            new ExecutionRewound(At, "again", ""),
            new ExecutionTerminated(At, "stop"),
            new ExecutionCompleted(At, "8"),
            new ExecutionFailed(At, Gone),
            new ContinuedAsNew(At, "9"),
        ];
        Assert.Equal(expected, HistoryFacts.Read(native));
    }

    [Fact]
    public void Read_OfFailureWithoutDetails_TakesTheReason()
    {
        TaskFailed failed = Assert.IsType<TaskFailed>(Assert.Single(HistoryFacts.Read([new TaskFailedEvent(-1, 0, "why", null)])));
        Assert.Equal(new Failure(Failure.Unexpected, "why"), failed.Failure);
    }
}
