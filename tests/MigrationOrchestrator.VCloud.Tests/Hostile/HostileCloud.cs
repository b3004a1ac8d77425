using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MigrationOrchestrator.VCloud.Tests.Hostile;

/// <summary>A server that signs everybody in and then answers what a test wants.</summary>
internal sealed class HostileCloud : IAsyncDisposable
{
    private readonly WebApplication app;

    private HostileCloud(WebApplication app) => this.app = app;

    public Uri Endpoint => new(app.Urls.Single());

    /// <summary>Every request as method, path and authorization.</summary>
    public ConcurrentQueue<(string Call, string Authorization)> Requests { get; } = new();

    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    public static async Task<HostileCloud> StartAsync(X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        WebApplication app = builder.Build();
        HostileCloud cloud = new(app);
        app.Run(cloud.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return cloud;
    }

    public static Task WriteAsync(HttpContext http, string body, string type = "application/vnd.vmware.vcloud.any+xml")
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body, http.RequestAborted);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task HandleAsync(HttpContext http)
    {
        Requests.Enqueue(($"{http.Request.Method} {http.Request.Path}", http.Request.Headers.Authorization.ToString()));
        switch (http.Request.Path.Value)
        {
            case "/api/versions":
                return WriteAsync(http, "<SupportedVersions xmlns='http://www.vmware.com/vcloud/versions'><VersionInfo><Version>38.1</Version></VersionInfo></SupportedVersions>", "text/xml");
            case "/cloudapi/1.0.0/sessions":
                http.Response.Headers["X-VMWARE-VCLOUD-ACCESS-TOKEN"] = "canary-token";
                return Task.CompletedTask;
            default:
                return Answer(http);
        }
    }
}
