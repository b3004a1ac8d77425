using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Instances;

namespace MigrationOrchestrator.Cli.Remote;

/// <summary>The operator's desk for migrations, in the process that owns the data folder.</summary>
internal sealed class RemoteMigrations(OwnerConnection owner) : IMigrations
{
    private const string Unknown = "migration.unknown";

    private readonly RemoteSteering steering = new(owner, "api/migrations");

    public async Task<InstanceId> StartAsync(MigrationRequest request, InstanceId? id, CancellationToken cancellation)
    {
        try
        {
            string query = id is { } chosen ? $"?id={Uri.EscapeDataString(chosen.Value)}" : "";
            return (await owner.PostAsync<MigrationRequest, StartedInstance>($"api/migrations{query}", request, cancellation)).Id;
        }
        catch (FailureException taken) when (taken.Failure.Code == "migration.exists" && id is not null)
        {
            MigrationView? existing = await FindAsync(id.Value, cancellation);
            throw new InstanceExistsException(id.Value, existing?.State.HasEnded() == true ? OrchestrationStatus.Completed : OrchestrationStatus.Running);
        }
    }

    public Task<MigrationPlan> PlanAsync(MigrationRequest request, CancellationToken cancellation)
        => owner.PostAsync<MigrationRequest, MigrationPlan>("api/plans", request, cancellation);

    public async Task<MigrationPage> ListAsync(MigrationFilter filter, CancellationToken cancellation)
    {
        List<string> query = [$"limit={filter.Limit}"];
        Add(query, "status", filter.State?.ToString());
        Add(query, "cloud", filter.Cloud);
        Add(query, "after", filter.After);
        return (await owner.GetAsync<MigrationPage>($"api/migrations?{string.Join('&', query)}", cancellation))!;
    }

    public Task<MigrationView?> FindAsync(InstanceId id, CancellationToken cancellation) => owner.GetAsync<MigrationView>(steering.PathOf(id), cancellation, Unknown);

    public Task<MigrationView?> FindProgressAsync(InstanceId id, CancellationToken cancellation) => owner.GetAsync<MigrationView>(steering.PathOf(id, "?steps=false"), cancellation, Unknown);

    public async Task<IReadOnlyList<HistoryRow>> HistoryAsync(InstanceId id, CancellationToken cancellation)
        => await owner.GetAsync<IReadOnlyList<HistoryRow>>(steering.PathOf(id, "/history"), cancellation, Unknown) ?? [];

    public Task<Receipt?> FindReceiptAsync(InstanceId id, CancellationToken cancellation) => owner.GetAsync<Receipt>(steering.PathOf(id, "/receipt"), cancellation, Unknown, "receipt.not_yet");

    public Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation) => steering.ApproveAsync(id, approval, cancellation);

    public Task<CommandResult> CancelAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "cancel", reason, cancellation);

    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "suspend", reason, cancellation);

    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "resume", reason, cancellation);

    public Task<CommandResult> TerminateAsync(InstanceId id, string reason, CancellationToken cancellation) => steering.PostAsync(id, "terminate", reason, cancellation);

    public Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation) => steering.RetryAsync(id, cancellation);

    public Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation) => steering.PurgeAsync(id, cancellation);

    private static void Add(List<string> query, string name, string? value)
    {
        if (value is not null)
        {
            query.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }
}
