using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Migrations.Clouds;
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
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public Mock<IMigrations> Migrations { get; }

    public Mock<ICloudDesk> Clouds { get; }

    public HttpClient Client { get; }

    public static async Task<WebHost> StartAsync(WebAccessOptions? access = null)
    {
        Mock<IMigrations> migrations = new(MockBehavior.Strict);
        Mock<ICloudDesk> clouds = new(MockBehavior.Strict);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMigrationsWeb().AddSingleton(migrations.Object).AddSingleton(clouds.Object);
        WebApplication app = builder.Build();
        app.UseMigrationsWeb(access ?? new WebAccessOptions());
        app.MapMigrationsWeb();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WebHost(app, migrations, clouds);
    }

    public async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsync(HttpMethod method, string path, string? json = null, Action<HttpRequestMessage>? change = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        change?.Invoke(request);
        HttpResponseMessage answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        bool isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer, isJson ? JsonDocument.Parse(body).RootElement : default);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
