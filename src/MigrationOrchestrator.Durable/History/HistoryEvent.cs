using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Durable;

/// <summary>
/// One fact in an instance's history. The order of facts is the instance's truth; the state is what replaying them yields.
/// The words are those of the Durable Task Framework, so that people and tools who know it can read an exported history.
/// </summary>
/// <param name="Timestamp">When it was committed, on the orchestration's clock.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(OrchestratorStarted), nameof(OrchestratorStarted))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(SubOrchestrationCreated), nameof(SubOrchestrationCreated))]
[JsonDerivedType(typeof(SubOrchestrationCompleted), nameof(SubOrchestrationCompleted))]
[JsonDerivedType(typeof(SubOrchestrationFailed), nameof(SubOrchestrationFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
[JsonDerivedType(typeof(EventSent), nameof(EventSent))]
[JsonDerivedType(typeof(ExecutionSuspended), nameof(ExecutionSuspended))]
[JsonDerivedType(typeof(ExecutionResumed), nameof(ExecutionResumed))]
[JsonDerivedType(typeof(ExecutionRewound), nameof(ExecutionRewound))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
[JsonDerivedType(typeof(ExecutionCompleted), nameof(ExecutionCompleted))]
[JsonDerivedType(typeof(ExecutionFailed), nameof(ExecutionFailed))]
[JsonDerivedType(typeof(ContinuedAsNew), nameof(ContinuedAsNew))]
public abstract record HistoryEvent(DateTimeOffset Timestamp);

/// <summary>The instance was started; always the first fact.</summary>
public sealed record ExecutionStarted(DateTimeOffset Timestamp, string Name, string Version, string Input, InstanceId? ParentId = null, string ExecutionId = "") : HistoryEvent(Timestamp);

/// <summary>A turn began; the orchestration's clock stands at its time.</summary>
public sealed record OrchestratorStarted(DateTimeOffset Timestamp) : HistoryEvent(Timestamp);

/// <summary>An activity was scheduled. <paramref name="InputHash"/> and <paramref name="Name"/> are compared in replays.</summary>
public sealed record TaskScheduled(DateTimeOffset Timestamp, int Id, string Name, string Input, string InputHash, int Attempt = 1) : HistoryEvent(Timestamp);

/// <summary>The activity that fact <paramref name="Id"/> scheduled has an output.</summary>
public sealed record TaskCompleted(DateTimeOffset Timestamp, int Id, string Output) : HistoryEvent(Timestamp);

/// <summary>The activity that fact <paramref name="Id"/> scheduled has failed.</summary>
public sealed record TaskFailed(DateTimeOffset Timestamp, int Id, Failure Failure) : HistoryEvent(Timestamp);

/// <summary>A child was started.</summary>
public sealed record SubOrchestrationCreated(DateTimeOffset Timestamp, int Id, string Name, InstanceId ChildId, string Input, string InputHash, string Version = "", int Attempt = 1) : HistoryEvent(Timestamp);

/// <summary>The child that fact <paramref name="Id"/> started has an output.</summary>
public sealed record SubOrchestrationCompleted(DateTimeOffset Timestamp, int Id, string Output) : HistoryEvent(Timestamp);

/// <summary>The child that fact <paramref name="Id"/> started has failed or was terminated.</summary>
public sealed record SubOrchestrationFailed(DateTimeOffset Timestamp, int Id, Failure Failure) : HistoryEvent(Timestamp);

/// <summary>A timer was set.</summary>
public sealed record TimerCreated(DateTimeOffset Timestamp, int Id, DateTimeOffset DueAt) : HistoryEvent(Timestamp);

/// <summary>The timer that fact <paramref name="Id"/> set was due.</summary>
public sealed record TimerFired(DateTimeOffset Timestamp, int Id) : HistoryEvent(Timestamp);

/// <summary>Somebody raised an event on this instance.</summary>
public sealed record EventRaised(DateTimeOffset Timestamp, string Name, string Payload) : HistoryEvent(Timestamp);

/// <summary>This instance raised an event on another one.</summary>
public sealed record EventSent(DateTimeOffset Timestamp, int Id, InstanceId Target, string Name, string Payload) : HistoryEvent(Timestamp);

/// <summary>A client held the instance.</summary>
public sealed record ExecutionSuspended(DateTimeOffset Timestamp, string Reason) : HistoryEvent(Timestamp);

/// <summary>A client let the instance go on.</summary>
public sealed record ExecutionResumed(DateTimeOffset Timestamp, string Reason) : HistoryEvent(Timestamp);

/// <summary>A client asked for the failed step again; failures before this fact no longer count.</summary>
public sealed record ExecutionRewound(DateTimeOffset Timestamp, string Reason, string ExecutionId) : HistoryEvent(Timestamp);

/// <summary>A client stopped the instance for good.</summary>
public sealed record ExecutionTerminated(DateTimeOffset Timestamp, string Reason) : HistoryEvent(Timestamp);

/// <summary>The orchestrator returned.</summary>
public sealed record ExecutionCompleted(DateTimeOffset Timestamp, string Output) : HistoryEvent(Timestamp);

/// <summary>The orchestrator threw.</summary>
public sealed record ExecutionFailed(DateTimeOffset Timestamp, Failure Failure) : HistoryEvent(Timestamp);

/// <summary>The orchestrator began anew with a fresh history, of which this is the last fact of the old one.</summary>
public sealed record ContinuedAsNew(DateTimeOffset Timestamp, string Input) : HistoryEvent(Timestamp);
