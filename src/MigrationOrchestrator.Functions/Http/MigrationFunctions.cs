using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Web.Migrations;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Starting and reading migrations, by the handlers that both hosts share.</summary>
/// <param name="desk">The operator's desk.</param>
public sealed class MigrationFunctions(OperatorDesk desk)
{
    /// <summary>Starts a migration.</summary>
    [Function("StartMigration")]
    public Task<IResult> StartAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/migrations")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationEndpoints.StartAsync(request, desk.Migrations(client), cancellation, request.Query["id"]);

    /// <summary>Lists migrations.</summary>
    [Function("ListMigrations")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/migrations")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationEndpoints.ListAsync(desk.Migrations(client), cancellation, request.Query["status"], request.Query["cloud"], request.Query["after"], request.Query["limit"]);

    /// <summary>One migration.</summary>
    [Function("FindMigration")]
    public Task<IResult> FindAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/migrations/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationEndpoints.FindAsync(id, request, desk.Migrations(client), cancellation);

    /// <summary>Its history.</summary>
    [Function("MigrationHistory")]
    public Task<IResult> HistoryAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/migrations/{id}/history")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationEndpoints.HistoryAsync(id, desk.Migrations(client), cancellation);

    /// <summary>Its receipt.</summary>
    [Function("MigrationReceipt")]
    public Task<IResult> ReceiptAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/migrations/{id}/receipt")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationEndpoints.ReceiptAsync(id, desk.Migrations(client), cancellation);
}
