namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>What one turn of an orchestrator did.</summary>
internal sealed record Turn
{
    /// <summary>The orchestration's clock in this turn.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the turn adds to the history, in order.</summary>
    public required List<HistoryEvent> Facts { get; init; }

    /// <summary>How the execution ended; null where it goes on.</summary>
    public required HistoryEvent? End { get; init; }

    /// <summary>Timers that need not fire any more.</summary>
    public required IReadOnlyList<int> CancelledTimers { get; init; }

    /// <summary>The custom status as JSON after the turn, and whether this execution has published any.</summary>
    public required (string? Json, bool IsSet) CustomStatus { get; init; }

    /// <summary>Events that the next execution begins with, where the code continued as new.</summary>
    public required IReadOnlyList<EventRaised> CarriedEvents { get; init; }

    /// <summary>Why the turn must not be committed: the code awaits what the engine cannot continue.</summary>
    public required Failure? Stray { get; init; }
}
