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

    public CompletionWaiters Waiters { get; } = new();
}
