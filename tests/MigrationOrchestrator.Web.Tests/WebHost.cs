using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Access;
using Moq;

namespace MigrationOrchestrator.Web.Tests;

/// <summary>The HTTP interface on a real Kestrel, over mocks of what the operator can do.</summary>
public sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebHost(WebApplication app, Mock<IMigrations> migrations, Mock<ICloudDesk> clouds)
    {
        this.app = app;
        Migrations = migrations;
        Clouds = clouds;
        Batches = Mock.Get(app.Services.GetRequiredService<IBatches>());
        Files = Mock.Get(app.Services.GetRequiredService<IBatchFiles>());
        Schedules = Mock.Get(app.Services.GetRequiredService<ISchedules>());
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public Mock<IMigrations> Migrations { get; }

    public Mock<ICloudDesk> Clouds { get; }

    public Mock<IBatches> Batches { get; }

    public Mock<IBatchFiles> Files { get; }

    public Mock<ISchedules> Schedules { get; }

    public HttpClient Client { get; }

    public static async Task<WebHost> StartAsync(WebAccessOptions? access = null)
    {
        Mock<IMigrations> migrations = new(MockBehavior.Strict);
        Mock<ICloudDesk> clouds = new(MockBehavior.Strict);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMigrationsWeb().AddSingleton(migrations.Object).AddSingleton(clouds.Object);
        builder.Services.AddSingleton(new Mock<IBatches>(MockBehavior.Strict).Object).AddSingleton(new Mock<IBatchFiles>(MockBehavior.Strict).Object).AddSingleton(new Mock<ISchedules>(MockBehavior.Strict).Object);
        WebApplication app = builder.Build();
        app.UseMigrationsWeb(access ?? new WebAccessOptions());
        app.MapMigrationsWeb();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WebHost(app, migrations, clouds);
    }

    public async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null, Action<HttpRequestMessage>? change = null, string mediaType = "application/json")
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType));
        }

        change?.Invoke(request);
        HttpResponseMessage answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] content = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        bool isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer, isJson ? JsonDocument.Parse(content).RootElement : default);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
