using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Instances;

namespace MigrationOrchestrator.Cli.Remote;

/// <summary>The operator's desk for batches and saved batch files, in the process that owns the data folder.</summary>
internal sealed class RemoteBatches(OwnerConnection owner) : IBatches, IBatchFiles
{
    private const string Files = "api/batch-files";

    private readonly RemoteSteering steering = new(owner, "api/batches");

    public async Task<InstanceId> StartAsync(BatchFile file, InstanceId? id, CancellationToken cancellation)
    {
        try
        {
            string query = id is { } chosen ? $"?id={Uri.EscapeDataString(chosen.Value)}" : "";
            return (await owner.SendAsync<StartedInstance>(HttpMethod.Post, $"api/batches{query}", Content(file), cancellation)).Id;
        }
        catch (FailureException taken) when (taken.Failure.Code == "batch.exists" && id is not null)
        {
            BatchView? existing = await FindAsync(id.Value, cancellation);
            throw new InstanceExistsException(id.Value, existing?.State.HasEnded() == true ? OrchestrationStatus.Completed : OrchestrationStatus.Running);
        }
    }

    public async Task<BatchPage> ListAsync(BatchFilter filter, CancellationToken cancellation)
    {
        string after = filter.After is { } token ? $"&after={Uri.EscapeDataString(token)}" : "";
        return (await owner.GetAsync<BatchPage>($"api/batches?limit={filter.Limit}{after}", cancellation))!;
    }

    public Task<BatchView?> FindAsync(InstanceId id, CancellationToken cancellation) => owner.GetAsync<BatchView>(steering.PathOf(id), cancellation, "batch.unknown");

    public Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation) => steering.ApproveAsync(id, approval, cancellation);

    public Task<CommandResult> CancelAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "cancel", reason, cancellation);

    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "suspend", reason, cancellation);

    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "resume", reason, cancellation);

    public Task<CommandResult> TerminateAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "terminate", reason, cancellation);

    public Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation) => steering.RetryAsync(id, cancellation);

    public Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation) => steering.PurgeAsync(id, cancellation);

    public async Task<IReadOnlyList<string>> ListFilesAsync(CancellationToken cancellation) => (await owner.GetAsync<IReadOnlyList<string>>(Files, cancellation))!;

    public async Task<BatchFile?> FindFileAsync(string name, CancellationToken cancellation)
        => await owner.GetAsync<JsonElement>(PathOf(name), cancellation, "batch_file.unknown") is { ValueKind: not JsonValueKind.Undefined } json ? BatchFile.FromJson(json.GetRawText()) : null;

    public async Task SaveFileAsync(string name, BatchFile file, CancellationToken cancellation) => await owner.CommandAsync(HttpMethod.Put, PathOf(name), Content(file), cancellation);

    public async Task<bool> RemoveFileAsync(string name, CancellationToken cancellation) => await owner.CommandAsync(HttpMethod.Delete, PathOf(name), null, cancellation) == CommandResult.Accepted;

    private static StringContent Content(BatchFile file) => new(file.Json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static string PathOf(string name) => $"{Files}/{Uri.EscapeDataString(name)}";
}
