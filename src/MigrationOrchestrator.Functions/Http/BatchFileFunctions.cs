using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Web.Batches;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Saved batch files, by the handlers that both hosts share.</summary>
/// <param name="files">The saved batch files.</param>
public sealed class BatchFileFunctions(IBatchFiles files)
{
    /// <summary>Lists the names.</summary>
    [Function("ListBatchFiles")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/batch-files")] HttpRequest request, CancellationToken cancellation)
        => BatchFileEndpoints.ListAsync(files, cancellation);

    /// <summary>One batch file.</summary>
    [Function("FindBatchFile")]
    public Task<IResult> FindAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/batch-files/{name}")] HttpRequest request, string name, CancellationToken cancellation)
        => BatchFileEndpoints.FindAsync(name, files, cancellation);

    /// <summary>Saves a batch file.</summary>
    [Function("SaveBatchFile")]
    public Task<IResult> SaveAsync([HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/batch-files/{name}")] HttpRequest request, string name, CancellationToken cancellation)
        => BatchFileEndpoints.SaveAsync(name, request, files, cancellation);

    /// <summary>Removes a batch file.</summary>
    [Function("RemoveBatchFile")]
    public Task<IResult> RemoveAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/batch-files/{name}")] HttpRequest request, string name, CancellationToken cancellation)
        => BatchFileEndpoints.RemoveAsync(name, files, cancellation);
}
