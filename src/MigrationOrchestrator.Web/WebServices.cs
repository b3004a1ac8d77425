using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Web.Access;
using MigrationOrchestrator.Web.Batches;
using MigrationOrchestrator.Web.Clouds;
using MigrationOrchestrator.Web.Health;
using MigrationOrchestrator.Web.Json;
using MigrationOrchestrator.Web.Migrations;
using MigrationOrchestrator.Web.OpenApi;
using MigrationOrchestrator.Web.Page;
using MigrationOrchestrator.Web.Plans;
using MigrationOrchestrator.Web.Schedules;

namespace MigrationOrchestrator.Web;

/// <summary>Composes the HTTP interface into a host that has <c>IMigrations</c>, <c>IBatches</c>, <c>IBatchFiles</c>, <c>ISchedules</c> and <c>ICloudDesk</c>.</summary>
public static class WebServices
{
    /// <summary>Adds what the handlers need on any host: the JSON dialect and health checks.</summary>
    public static IServiceCollection AddMigrationsHandlers(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(options => WebJson.Apply(options.SerializerOptions));
        services.AddHealthChecks();
        return services;
    }

    /// <summary>Adds what the handlers need, problem details for what is none of theirs, and the OpenAPI document.</summary>
    public static IServiceCollection AddMigrationsWeb(this IServiceCollection services)
    {
        services.AddMigrationsHandlers();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = problem =>
            problem.ProblemDetails.Extensions.TryAdd("code", problem.ProblemDetails.Status >= StatusCodes.Status500InternalServerError ? Failure.Unexpected : $"http.{problem.ProblemDetails.Status}"));
        services.AddOpenApi("v1", options =>
        {
            options.AddSchemaTransformer(TextIdSchemas.DescribeAsync);
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "MigrationOrchestrator";
                document.Info.Description = "Moves virtual machines between clouds, durably.";
                document.Servers?.Clear();
                return Task.CompletedTask;
            });
        });
        return services;
    }

    /// <summary>Lets in whom the options allow, and gives problem details to whatever has no body of its own: unknown routes, wrong methods, defects.</summary>
    /// <exception cref="InvalidOperationException">The address is not loopback and no key is configured.</exception>
    public static IApplicationBuilder UseMigrationsWeb(this IApplicationBuilder app, WebAccessOptions access)
        => app.UseExceptionHandler().UseStatusCodePages().UseWebAccess(access);

    /// <summary>Maps every resource, <c>/openapi/v1.json</c>, the health answers and the web page.</summary>
    public static IEndpointRouteBuilder MapMigrationsWeb(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        return routes.MapMigrations().MapMigrationCommands().MapPlans().MapBatches().MapBatchCommands().MapBatchFiles().MapSchedules().MapClouds().MapHealth().MapPage();
    }
}
