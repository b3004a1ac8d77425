using System.Net.Http.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Instances;
using MigrationOrchestrator.Web.Json;

namespace MigrationOrchestrator.Cli.Remote;

/// <summary>Commands to migrations or batches in the process that owns the data folder.</summary>
/// <param name="owner">The process.</param>
/// <param name="collection">The path of all of them.</param>
internal sealed class RemoteSteering(OwnerConnection owner, string collection)
{
    /// <summary>The path of one, or of something of it.</summary>
    public string PathOf(InstanceId id, string rest = "") => $"{collection}/{Uri.EscapeDataString(id.Value)}{rest}";

    public Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation)
        => owner.CommandAsync(HttpMethod.Post, PathOf(id, "/events/approve"), JsonContent.Create(approval, options: WebJson.Options), cancellation);

    public Task<CommandResult> PostAsync(InstanceId id, string command, string reason, CancellationToken cancellation)
        => owner.CommandAsync(HttpMethod.Post, $"{PathOf(id)}/{command}?reason={Uri.EscapeDataString(reason)}", null, cancellation);

    public async Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation) => (await owner.TryPostAsync<StartedInstance>(PathOf(id, "/retry"), cancellation))?.Id;

    public Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation) => owner.CommandAsync(HttpMethod.Delete, PathOf(id), null, cancellation);
}
