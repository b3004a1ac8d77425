using System.Net.Http.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Web.Json;

namespace MigrationOrchestrator.Cli.Remote;

/// <summary>The operator's desk for schedules, in the process that owns the data folder.</summary>
internal sealed class RemoteSchedules(OwnerConnection owner) : ISchedules
{
    private const string Unknown = "schedule.unknown";

    public async Task<IReadOnlyList<ScheduleView>> ListAsync(CancellationToken cancellation) => (await owner.GetAsync<IReadOnlyList<ScheduleView>>("api/schedules", cancellation))!;

    public Task<ScheduleView?> FindAsync(string name, CancellationToken cancellation) => owner.GetAsync<ScheduleView>(PathOf(name), cancellation, Unknown);

    public Task<ScheduleView> SaveAsync(string name, ScheduleDefinition definition, CancellationToken cancellation)
        => owner.SendAsync<ScheduleView>(HttpMethod.Put, PathOf(name), JsonContent.Create(definition, options: WebJson.Options), cancellation);

    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation) => await owner.CommandAsync(HttpMethod.Delete, PathOf(name), null, cancellation) == CommandResult.Accepted;

    public Task<IReadOnlyList<DateTimeOffset>?> NextSlotsAsync(string name, int count, CancellationToken cancellation)
        => owner.GetAsync<IReadOnlyList<DateTimeOffset>>($"{PathOf(name)}/slots?count={count}", cancellation, Unknown);

    private static string PathOf(string name) => $"api/schedules/{Uri.EscapeDataString(name)}";
}
