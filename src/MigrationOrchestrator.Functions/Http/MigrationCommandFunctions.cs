using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Web.Migrations;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Commands to migrations, by the handlers that both hosts share.</summary>
/// <param name="desk">The operator's desk.</param>
public sealed class MigrationCommandFunctions(OperatorDesk desk)
{
    /// <summary>Raises an event.</summary>
    [Function("RaiseMigrationEvent")]
    public Task<IResult> RaiseEventAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/migrations/{id}/events/{name}")] HttpRequest request, string id, string name, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationCommandEndpoints.RaiseEventAsync(id, name, request, desk.Migrations(client), cancellation);

    /// <summary>Stops a migration and removes what it created.</summary>
    [Function("CancelMigration")]
    public Task<IResult> CancelAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/migrations/{id}/cancel")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationCommandEndpoints.CancelAsync(id, desk.Migrations(client), cancellation, request.Query["reason"]);

    /// <summary>Stops a migration at once.</summary>
    [Function("TerminateMigration")]
    public Task<IResult> TerminateAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/migrations/{id}/terminate")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationCommandEndpoints.TerminateAsync(id, desk.Migrations(client), cancellation, request.Query["reason"]);

    /// <summary>Holds a migration.</summary>
    [Function("SuspendMigration")]
    public Task<IResult> SuspendAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/migrations/{id}/suspend")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationCommandEndpoints.SuspendAsync(id, desk.Migrations(client), cancellation, request.Query["reason"]);

    /// <summary>Lets a held migration go on.</summary>
    [Function("ResumeMigration")]
    public Task<IResult> ResumeAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/migrations/{id}/resume")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationCommandEndpoints.ResumeAsync(id, desk.Migrations(client), cancellation, request.Query["reason"]);

    /// <summary>Starts a migration again.</summary>
    [Function("RetryMigration")]
    public Task<IResult> RetryAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/migrations/{id}/retry")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationCommandEndpoints.RetryAsync(id, request, desk.Migrations(client), cancellation);

    /// <summary>Forgets a migration.</summary>
    [Function("PurgeMigration")]
    public Task<IResult> PurgeAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/migrations/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => MigrationCommandEndpoints.PurgeAsync(id, desk.Migrations(client), cancellation);
}
