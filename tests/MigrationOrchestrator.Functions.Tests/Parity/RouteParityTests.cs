using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Functions.Http;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web;
using Moq;

namespace MigrationOrchestrator.Functions.Tests.Parity;

public sealed class RouteParityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_AreTheSameOnBothHosts() => Assert.Equal((await EmbeddedAsync()).Order(), Functions().Order());

    [Fact]
    public void Keys_AreDemandedButForHealthAndThePage()
        => Assert.All(FunctionList.With<HttpTriggerAttribute>(), found =>
        {
            bool isOpen = found.Trigger.Route is "health/live" or "health/ready" or "page/{*file}" or "{root:maxlength(0)?}";
            Assert.Equal(isOpen ? AuthorizationLevel.Anonymous : AuthorizationLevel.Function, found.Trigger.AuthLevel);
        });

    [Fact]
    public void DurableClients_AreBoundWhereTheyAreAskedFor()
        => Assert.All(
            FunctionList.All.SelectMany(function => function.GetParameters()).Where(parameter => parameter.ParameterType == typeof(DurableTaskClient)),
            parameter => Assert.NotNull(parameter.GetCustomAttribute<DurableClientAttribute>()));

    [Fact]
    public void RouteParameters_AreTakenByTheirFunctions()
        => Assert.All(FunctionList.With<HttpTriggerAttribute>().Where(found => found.Trigger.Route!.StartsWith("api/", StringComparison.Ordinal)), found =>
        {
            IEnumerable<string> named = found.Trigger.Route!.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
            Assert.Equal(named.Order(), found.Function.GetParameters().Where(parameter => parameter.ParameterType == typeof(string)).Select(parameter => parameter.Name!).Order());
        });

    [Fact]
    public async Task OpenApi_DescribesTheRoutes()
    {
        await using OpenApiText text = new();
        using JsonDocument document = JsonDocument.Parse((await text.FindAsync("v1", Cancellation))!);
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        IEnumerable<string> described = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal((await EmbeddedAsync()).Where(route => route.Contains("/api/", StringComparison.Ordinal) || route.Contains("/health/", StringComparison.Ordinal)).Order(), described.Order());
        Assert.Null(await text.FindAsync("v2", Cancellation));
    }

    private static async Task<IReadOnlyList<string>> EmbeddedAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddMigrationsWeb().AddSingleton(Mock.Of<IMigrations>()).AddSingleton(Mock.Of<ICloudDesk>()).AddSingleton(Mock.Of<IBatches>()).AddSingleton(Mock.Of<IBatchFiles>()).AddSingleton(Mock.Of<ISchedules>());
        await using WebApplication app = builder.Build();
        app.MapMigrationsWeb();
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(route => route.Metadata.GetRequiredMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>().HttpMethods.Select(method => $"{method} /{Normal(route.RoutePattern.RawText!)}"))];
    }

    private static IEnumerable<string> Functions()
        => FunctionList.With<HttpTriggerAttribute>().SelectMany(found => found.Trigger.Methods!.Select(method => $"{method.ToUpperInvariant()} /{Normal(found.Trigger.Route!)}"));

    private static string Normal(string route) => route.Trim('/').Replace("**", "*", StringComparison.Ordinal).Replace("{root:maxlength(0)?}", "", StringComparison.Ordinal);
}
