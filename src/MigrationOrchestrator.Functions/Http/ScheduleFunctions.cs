using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Web.Schedules;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Schedules, by the handlers that both hosts share.</summary>
/// <param name="schedules">The operator's desk for schedules.</param>
public sealed class ScheduleFunctions(ISchedules schedules)
{
    /// <summary>Lists the schedules.</summary>
    [Function("ListSchedules")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/schedules")] HttpRequest request, CancellationToken cancellation)
        => ScheduleEndpoints.ListAsync(schedules, cancellation);

    /// <summary>One schedule.</summary>
    [Function("FindSchedule")]
    public Task<IResult> FindAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/schedules/{name}")] HttpRequest request, string name, CancellationToken cancellation)
        => ScheduleEndpoints.FindAsync(name, schedules, cancellation);

    /// <summary>Makes or replaces a schedule.</summary>
    [Function("SaveSchedule")]
    public Task<IResult> SaveAsync([HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/schedules/{name}")] HttpRequest request, string name, CancellationToken cancellation)
        => ScheduleEndpoints.SaveAsync(name, request, schedules, cancellation);

    /// <summary>Removes a schedule.</summary>
    [Function("RemoveSchedule")]
    public Task<IResult> RemoveAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/schedules/{name}")] HttpRequest request, string name, CancellationToken cancellation)
        => ScheduleEndpoints.RemoveAsync(name, schedules, cancellation);

    /// <summary>Its next slots.</summary>
    [Function("ScheduleSlots")]
    public Task<IResult> SlotsAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/schedules/{name}/slots")] HttpRequest request, string name, CancellationToken cancellation)
        => ScheduleEndpoints.SlotsAsync(name, schedules, cancellation, request.Query["count"]);
}
