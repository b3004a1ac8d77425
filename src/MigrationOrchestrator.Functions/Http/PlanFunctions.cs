using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Web.Plans;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Dry runs, by the handler that both hosts share.</summary>
/// <param name="desk">The operator's desk.</param>
public sealed class PlanFunctions(OperatorDesk desk)
{
    /// <summary>Plans and answers with the plan.</summary>
    [Function("Plan")]
    public Task<IResult> PlanAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/plans")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => PlanEndpoints.PlanAsync(request, desk.Migrations(client), cancellation);
}
