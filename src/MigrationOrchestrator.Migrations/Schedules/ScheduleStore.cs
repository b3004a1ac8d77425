using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Documents;

namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>Keeps schedules, and apart from them how far each has come: operators write the one, workers the other.</summary>
/// <param name="documents">Where.</param>
internal sealed class ScheduleStore(IDocumentStore documents)
{
    private const string Definitions = "schedules";
    private const string States = "schedule-states";
    private const int Tries = 5;

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
        => [.. (await documents.ListAsync(Definitions, cancellation)).Select(name => name.Name).Where(ScheduleLimits.IsName)];

    public async Task<StoredSchedule?> FindAsync(string name, CancellationToken cancellation)
        => ScheduleLimits.IsName(name) && await documents.FindAsync(new DocumentName(Definitions, name), cancellation) is { } stored ? Read<StoredSchedule>(stored, name) : null;

    /// <summary>How far a schedule has come, and the tag to expect when that is written.</summary>
    public async Task<(ScheduleState? State, string Tag)> FindStateAsync(string name, CancellationToken cancellation)
        => await documents.FindAsync(new DocumentName(States, name), cancellation) is { } stored ? (Read<ScheduleState>(stored, name), stored.Tag) : (null, StoredDocument.Absent);

    /// <summary>Writes how far a schedule has come.</summary>
    /// <returns>False where another worker was there first.</returns>
    public Task<bool> SaveStateAsync(string name, ScheduleState state, string tag, CancellationToken cancellation)
        => documents.SaveAsync(new DocumentName(States, name), DurableJson.Serialize(state), tag, cancellation);

    /// <summary>Changes a schedule, or makes it.</summary>
    /// <param name="name">Which.</param>
    /// <param name="change">Given what is stored, what is to be stored.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FailureException"><c>schedule.busy</c>: others keep changing it.</exception>
    public async Task ChangeAsync(string name, Func<StoredSchedule?, StoredSchedule> change, CancellationToken cancellation)
    {
        DocumentName document = new(Definitions, name);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            StoredDocument? stored = await documents.FindAsync(document, cancellation);
            StoredSchedule changed = change(stored is null ? null : Read<StoredSchedule>(stored, name));
            if (await documents.SaveAsync(document, DurableJson.Serialize(changed), stored?.Tag ?? StoredDocument.Absent, cancellation))
            {
                return;
            }
        }

        throw new FailureException(new Failure("schedule.busy", $"Others keep changing the schedule '{name}'.", Transient: true) { Remedy = "Try again." });
    }

    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        if (!ScheduleLimits.IsName(name) || !await documents.RemoveAsync(new DocumentName(Definitions, name), cancellation))
        {
            return false;
        }

        await documents.RemoveAsync(new DocumentName(States, name), cancellation);
        return true;
    }

    private static T Read<T>(StoredDocument stored, string name)
    {
        try
        {
            return DurableJson.Deserialize<T>(stored.Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException wrong)
        {
            throw new FailureException(new Failure("documents.unreadable", $"The schedule '{name}' is not readable at {wrong.Path}.") { Remedy = "Remove it and make it again." }, wrong);
        }
    }
}

/// <summary>A schedule as it is stored.</summary>
/// <param name="Definition">When which batch file is started.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Since">Slots count after this moment.</param>
internal sealed record StoredSchedule(ScheduleDefinition Definition, DateTimeOffset CreatedAt, DateTimeOffset Since);

/// <summary>How far a schedule has come.</summary>
/// <param name="Cursor">The last slot that was considered.</param>
/// <param name="Last">What became of it; a failure that may pass leaves the cursor where it was.</param>
internal sealed record ScheduleState(DateTimeOffset Cursor, ScheduleRun Last);
