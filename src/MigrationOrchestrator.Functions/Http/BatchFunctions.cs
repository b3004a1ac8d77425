using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Web.Batches;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Starting and reading batches, by the handlers that both hosts share.</summary>
/// <param name="desk">The operator's desk.</param>
/// <param name="files">The saved batch files.</param>
public sealed class BatchFunctions(OperatorDesk desk, IBatchFiles files)
{
    /// <summary>Starts a batch.</summary>
    [Function("StartBatch")]
    public Task<IResult> StartAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchEndpoints.StartAsync(request, desk.Batches(client), files, cancellation, request.Query["id"], request.Query["file"]);

    /// <summary>Lists batches.</summary>
    [Function("ListBatches")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/batches")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchEndpoints.ListAsync(desk.Batches(client), cancellation, request.Query["after"], request.Query["limit"]);

    /// <summary>One batch.</summary>
    [Function("FindBatch")]
    public Task<IResult> FindAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/batches/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchEndpoints.FindAsync(id, request, desk.Batches(client), cancellation);
}
