using System.Text.Json.Serialization;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Ledgers;

/// <summary>
/// One thing that a migration creates in a cloud, written down before it is created, so that a crash between the request and its answer leaks
/// nothing: it is found again by its deterministic name.
/// </summary>
/// <param name="Cloud">The registered cloud.</param>
/// <param name="Region">The region, or null.</param>
/// <param name="Side">Source or target.</param>
/// <param name="Kind">The cloud's word for the thing: image, vAppTemplate, vApp, server.</param>
/// <param name="Name">Its name, or the mark by which it is recognised as this migration's.</param>
/// <param name="Key">The migration's deterministic mark.</param>
public sealed record LedgerEntry(CloudName Cloud, string? Region, CloudSide Side, string Kind, string Name, string Key)
{
    /// <summary>The cloud's id or href, once it answered.</summary>
    public string? Id { get; init; }

    /// <summary>Where it was put, for things that are found by place and name (catalogue, vDC), in the kind's own names.</summary>
    public IReadOnlyDictionary<string, string>? Place { get; init; }

    /// <summary>What has become of it.</summary>
    public LedgerState State { get; init; }

    /// <summary>Why it could not be removed; null where that was not tried or worked.</summary>
    public Failure? Problem { get; init; }

    /// <summary>Whether it may still be there although nobody asked for it to stay.</summary>
    [JsonIgnore]
    public bool IsLeft => State is LedgerState.Intended or LedgerState.Created;
}

/// <summary>Which end of a migration.</summary>
public enum CloudSide
{
    /// <summary>Where the machine leaves.</summary>
    Source,

    /// <summary>Where it arrives.</summary>
    Target,
}

/// <summary>What has become of a ledger entry.</summary>
public enum LedgerState
{
    /// <summary>About to be created; it may or may not exist.</summary>
    Intended,

    /// <summary>The cloud answered with its id.</summary>
    Created,

    /// <summary>It is the migration's result and stays.</summary>
    Delivered,

    /// <summary>It was removed.</summary>
    Removed,
}
