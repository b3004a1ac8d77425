using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>When which saved batch file is started: the body of <c>PUT /api/schedules/{name}</c>.</summary>
/// <param name="Cron">Five fields: minute, hour, day of the month, month, day of the week.</param>
/// <param name="BatchFile">The name of a saved batch file; what it holds when a slot comes is started.</param>
public sealed record ScheduleDefinition(string Cron, string BatchFile)
{
    /// <summary>The time zone that the fields are read in: an IANA name such as <c>Europe/Berlin</c>, or one that Windows knows where the host runs on it.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether it starts anything.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What becomes of slots that nobody looked at in time.</summary>
    public MissedRuns MissedRuns { get; init; } = MissedRuns.Latest;
}

/// <summary>What becomes of slots that are looked at more than five minutes late, because no host ran.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MissedRuns>))]
public enum MissedRuns
{
    /// <summary>They are passed over.</summary>
    Skip,

    /// <summary>The latest of them is started, unless a later slot is in time.</summary>
    Latest,

    /// <summary>Each is started, the last <see cref="ScheduleLimits.Slots"/> of them at most.</summary>
    All,
}

/// <summary>The bounds of schedules.</summary>
public static class ScheduleLimits
{
    /// <summary>The longest name: with a slot behind it, it is a batch's id of at most <see cref="Batches.BatchLimits.IdLength"/> characters.</summary>
    public const int NameLength = 24;

    /// <summary>The most slots that are made up for, or told in advance.</summary>
    public const int Slots = 100;

    /// <summary>The longest cron expression, in characters.</summary>
    public const int CronLength = 200;

    /// <summary>A slot that is looked at later than this was missed.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <summary>Whether a text can be a schedule's name: 1 to 24 characters of <c>a-z A-Z 0-9 - _</c>.</summary>
    public static bool IsName(string? text) => text is { Length: >= 1 and <= NameLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
