using System.Text.Json.Serialization;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Sweeping;

/// <summary>Something that a migration made and that no running migration owns.</summary>
/// <param name="Cloud">The cloud that it is in; null for staging.</param>
/// <param name="Kind">What it is, in the cloud's word; <c>staged</c> in staging.</param>
/// <param name="Id">The cloud's id of it, or the migration's in staging.</param>
/// <param name="Name">Its name.</param>
/// <param name="Migration">The migration whose it is.</param>
/// <param name="Verdict">Whether it is removed.</param>
/// <param name="Why">The reason of the verdict, in a sentence.</param>
public sealed record SweepItem(CloudName? Cloud, string Kind, string Id, string Name, string Migration, SweepVerdict Verdict, string Why)
{
    /// <summary>How the migration ended; null where nothing is known of it.</summary>
    public MigrationState? State { get; init; }

    /// <summary>Why it could not be removed; null where that was not tried or worked.</summary>
    public Failure? Problem { get; init; }

    /// <summary>Whether it was removed.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>The thing in its cloud; null for staging.</summary>
    [JsonIgnore]
    internal Leftover? Leftover { get; init; }
}

/// <summary>What the sweep does with something.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SweepVerdict>))]
public enum SweepVerdict
{
    /// <summary>It was left behind and can go.</summary>
    Remove,

    /// <summary>It is a migration's of which nothing is known here; it goes only where somebody vouches that no other host runs it.</summary>
    Unknown,

    /// <summary>It may be somebody's by now; it is never removed by the sweep.</summary>
    Keep,
}

/// <summary>What to sweep.</summary>
public sealed record SweepFilter
{
    /// <summary>Only this cloud, and not staging; null for all.</summary>
    public CloudName? Cloud { get; init; }

    /// <summary>Only what belongs to migrations that ended, or to unknown ones that was made, at least so long ago; null for any age.</summary>
    public TimeSpan? OlderThan { get; init; }
}
