using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>
/// The OpenAPI document of the interface that both hosts share. ASP.NET Core makes it from mapped routes, which a Functions app does not have, so
/// they are mapped into an app that is never started.
/// </summary>
public sealed class OpenApiText : IAsyncDisposable
{
    private const string Version = "v1";

    private readonly Lazy<WebApplication> routes = new(MapRoutes);

    /// <summary>A document as JSON (OpenAPI 3.1), or null where there is none of that name.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<string?> FindAsync(string name, CancellationToken cancellation)
    {
        if (!string.Equals(name, Version, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        OpenApiDocument document = await routes.Value.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Version).GetOpenApiDocumentAsync(cancellation);
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => routes.IsValueCreated ? routes.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static WebApplication MapRoutes()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddMigrationsWeb();

        // Looked at to tell services from bodies, and never made.
        foreach (Type desk in new[] { typeof(IMigrations), typeof(IBatches), typeof(IBatchFiles), typeof(ISchedules), typeof(ICloudDesk) })
        {
            builder.Services.AddSingleton(desk, _ => throw new NotSupportedException());
        }

        WebApplication app = builder.Build();
        app.MapMigrationsWeb();
        app.UseRouting();
#pragma warning disable ASP0014 // It is what hands the routes to the document's maker in an app that does not start.
        app.UseEndpoints(_ => { });
#pragma warning restore ASP0014
        return app;
    }
}
