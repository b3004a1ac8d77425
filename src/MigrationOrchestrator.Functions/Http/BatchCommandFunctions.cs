using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Web.Batches;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Commands to batches, by the handlers that both hosts share.</summary>
/// <param name="desk">The operator's desk.</param>
public sealed class BatchCommandFunctions(OperatorDesk desk)
{
    /// <summary>Raises an event.</summary>
    [Function("RaiseBatchEvent")]
    public Task<IResult> RaiseEventAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/{id}/events/{name}")] HttpRequest request, string id, string name, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchCommandEndpoints.RaiseEventAsync(id, name, request, desk.Batches(client), cancellation);

    /// <summary>Stops a batch; machines on their way are cancelled.</summary>
    [Function("CancelBatch")]
    public Task<IResult> CancelAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/{id}/cancel")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchCommandEndpoints.CancelAsync(id, desk.Batches(client), cancellation, request.Query["reason"]);

    /// <summary>Stops a batch and its machines at once.</summary>
    [Function("TerminateBatch")]
    public Task<IResult> TerminateAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/{id}/terminate")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchCommandEndpoints.TerminateAsync(id, desk.Batches(client), cancellation, request.Query["reason"]);

    /// <summary>Holds a batch.</summary>
    [Function("SuspendBatch")]
    public Task<IResult> SuspendAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/{id}/suspend")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchCommandEndpoints.SuspendAsync(id, desk.Batches(client), cancellation, request.Query["reason"]);

    /// <summary>Lets a held migration go on.</summary>
    [Function("ResumeBatch")]
    public Task<IResult> ResumeAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/{id}/resume")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchCommandEndpoints.ResumeAsync(id, desk.Batches(client), cancellation, request.Query["reason"]);

    /// <summary>Starts what did not arrive again.</summary>
    [Function("RetryBatch")]
    public Task<IResult> RetryAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/{id}/retry")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchCommandEndpoints.RetryAsync(id, request, desk.Batches(client), cancellation);

    /// <summary>Forgets a batch.</summary>
    [Function("PurgeBatch")]
    public Task<IResult> PurgeAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/batches/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => BatchCommandEndpoints.PurgeAsync(id, desk.Batches(client), cancellation);
}
