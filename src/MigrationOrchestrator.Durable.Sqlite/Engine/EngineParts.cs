using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable.Sqlite.Storage;
using MigrationOrchestrator.Durable.Sqlite.Telemetry;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>What a running engine is made of; its parts find each other here, since turns, activities and the writer call each other.</summary>
internal sealed class EngineParts
{
    public required SqliteDurableOptions Options { get; init; }

    public required TaskRegistry Registry { get; init; }

    public required IServiceScopeFactory Scopes { get; init; }

    public required TimeProvider Time { get; init; }

    public required EngineLog Log { get; init; }

    public required EngineMeter Meter { get; init; }

    public required EngineSpans Spans { get; init; }

    public required ReaderPool Readers { get; init; }

    public StoreWriter Writer { get; set; } = null!;

    public StorageHealth Health { get; set; } = null!;

    public TimerQueue Timers { get; set; } = null!;

    public ActivityRunner Activities { get; set; } = null!;

    public TurnQueue Turns { get; set; } = null!;

    /// <summary>The last instance that was there when the engine started.</summary>
    public long LastKeyAtStart { get; set; }

    /// <summary>Whether this run of the engine leaves an instance as it is.</summary>
    public bool IsLeftAlone(InstanceRow row) => Options.Continues is { } continues && row.Key <= LastKeyAtStart && !continues(row.Id);

    public CompletionWaiters Waiters { get; } = new();
}
