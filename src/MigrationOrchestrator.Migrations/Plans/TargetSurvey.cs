using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Plans;

/// <summary>A place with the cloud's own ids.</summary>
/// <param name="Cloud">The registered cloud.</param>
/// <param name="Region">The region, or null where the cloud has none.</param>
/// <param name="Ids">The kind's own ids or hrefs by its own names, such as <c>catalog</c>, <c>vdc</c>, <c>storageProfile</c>, <c>network</c>.</param>
/// <param name="Names">The same as people know them.</param>
public sealed record ResolvedPlace(CloudName Cloud, string? Region, IReadOnlyDictionary<string, string> Ids, IReadOnlyDictionary<string, string> Names);

/// <summary>What a target cloud says of a machine that wants to come.</summary>
/// <param name="Place">The place, resolved.</param>
/// <param name="Findings">What stands in the way or is worth knowing.</param>
public sealed record TargetSurvey(ResolvedPlace Place, IReadOnlyList<Finding> Findings)
{
    /// <summary>Hardware versions that the target supports, such as <c>vmx-13</c>; empty where it does not say.</summary>
    public IReadOnlyList<string> HardwareVersions { get; init; } = [];

    /// <summary>Guest operating system types that the target knows (<c>vmw:osType</c>); empty where it does not say.</summary>
    public IReadOnlyList<string> OsTypes { get; init; } = [];
}

/// <summary>Something that a plan's reader should know.</summary>
/// <param name="Severity">Whether it stops the migration.</param>
/// <param name="Code">Stable, dotted and machine-readable, such as <c>target.name_taken</c>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do, or null where nothing needs doing.</param>
public sealed record Finding(FindingSeverity Severity, string Code, string Message, string? Remedy = null);

/// <summary>How grave a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>The migration works, with a drawback.</summary>
    Warning,

    /// <summary>The migration cannot work; nothing is started.</summary>
    Error,
}
