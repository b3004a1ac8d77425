using Cronos;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>
/// The slots of a cron expression in a time zone, in UTC. Where clocks are put forward, a slot in the hour that is left out comes right after it;
/// where they are put back, a slot at a fixed hour comes once and one of every hour comes in both.
/// </summary>
internal sealed class ScheduleTimes
{
    private const int Fields = 5;
    private const int WindowGrowth = 8;
    private static readonly TimeSpan FirstWindow = TimeSpan.FromHours(2);

    private readonly CronExpression cron;
    private readonly TimeZoneInfo zone;

    private ScheduleTimes(CronExpression cron, TimeZoneInfo zone)
    {
        this.cron = cron;
        this.zone = zone;
    }

    /// <summary>Reads a stored definition.</summary>
    /// <exception cref="FailureException"><c>schedule.unusable</c>: it was saved where more was known, such as a time zone.</exception>
    public static ScheduleTimes Of(ScheduleDefinition definition)
    {
        List<InputProblem> problems = [];
        return TryRead(definition, problems) ?? throw new FailureException(new Failure("schedule.unusable", $"{problems[0].Field}: {problems[0].Message}") { Remedy = problems[0].Remedy });
    }

    /// <summary>Reads a definition; what cannot be used becomes a problem.</summary>
    public static ScheduleTimes? TryRead(ScheduleDefinition definition, List<InputProblem> problems)
    {
        CronExpression? cron = ReadCron(definition.Cron, problems);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(definition.TimeZone, out TimeZoneInfo? zone))
        {
            problems.Add(new InputProblem("timeZone", $"This host knows no time zone '{definition.TimeZone}'.", "Give an IANA name such as Europe/Berlin, or UTC; on Linux the package tzdata brings them."));
        }

        return cron is null || zone is null ? null : new ScheduleTimes(cron, zone);
    }

    /// <summary>The slots after one moment and up to another, the latest <see cref="ScheduleLimits.Slots"/> of them, in order.</summary>
    public IReadOnlyList<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upTo)
    {
        // Looked for forwards in windows that grow: backwards, Cronos puts a slot at the end of the hour that daylight saving time leaves out.
        TimeSpan window = FirstWindow;
        while (true)
        {
            bool isWhole = upTo - after <= window;
            List<DateTimeOffset> slots = Forwards(isWhole ? after : upTo - window, upTo);
            if (isWhole || slots.Count >= ScheduleLimits.Slots)
            {
                return slots.Count <= ScheduleLimits.Slots ? slots : slots[^ScheduleLimits.Slots..];
            }

            window *= WindowGrowth;
        }
    }

    /// <summary>The slots after a moment; fewer than asked for where the expression has no more.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        List<DateTimeOffset> slots = [];
        for (DateTimeOffset? slot = NextAfter(after); slot is { } found && slots.Count < count; slot = NextAfter(found))
        {
            slots.Add(found);
        }

        return slots;
    }

    private List<DateTimeOffset> Forwards(DateTimeOffset after, DateTimeOffset upTo)
    {
        List<DateTimeOffset> slots = [];
        for (DateTimeOffset? slot = NextAfter(after); slot is { } found && found <= upTo; slot = NextAfter(found))
        {
            slots.Add(found);
        }

        return slots;
    }

    private DateTimeOffset? NextAfter(DateTimeOffset moment) => cron.GetNextOccurrence(moment, zone)?.ToUniversalTime();

    private static CronExpression? ReadCron(string text, List<InputProblem> problems)
    {
        string? wrong = text.Length > ScheduleLimits.CronLength ? $"It has more than {ScheduleLimits.CronLength} characters." : null;
        if (wrong is null && text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length != Fields)
        {
            wrong = "It has not five fields.";
        }

        try
        {
            if (wrong is null)
            {
                return CronExpression.Parse(text, CronFormat.Standard);
            }
        }
        catch (FormatException malformed)
        {
            wrong = malformed.Message;
        }

        problems.Add(new InputProblem("cron", wrong, "Give minute, hour, day of the month, month and day of the week, such as '30 2 * * 1-5'."));
        return null;
    }
}
