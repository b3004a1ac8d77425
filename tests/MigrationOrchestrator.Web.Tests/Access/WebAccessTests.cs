using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Access;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Access;

public sealed class WebAccessTests
{
    private const string Key = "a-key-of-enough-length";

    [Fact]
    public async Task Start_OffLoopbackWithoutKey_IsRefused()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WebHost.StartAsync(new WebAccessOptions { LoopbackOnly = false }));

        Assert.Contains("key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ShortKey_IsRefused()
        => await Assert.ThrowsAsync<InvalidOperationException>(() => WebHost.StartAsync(new WebAccessOptions { Key = "short" }));

    [Theory]
    [InlineData("localhost:8080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:1", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.nip.io", HttpStatusCode.MisdirectedRequest)]
    public async Task Loopback_HostHeader_MustBeLoopback(string name, HttpStatusCode status)
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Get, "/health/live", change: request => request.Headers.Host = name);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Request_OfAnotherSite_IsRefusedBeforeItActs(string header, string value)
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations/m-1/cancel", change: request => request.Headers.Add(header, value));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("origin.not_allowed", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Request_OfOurOwnPage_IsLetIn()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.CancelAsync(Examples.Id, It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, "/api/migrations/m-1/cancel", change: request => request.Headers.Add("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Key_MissingOrWrong_IsUnauthorized()
    {
        await using WebHost host = await WebHost.StartAsync(new WebAccessOptions { Key = Key });

        (HttpResponseMessage missing, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/migrations");
        (HttpResponseMessage wrong, _) = await host.SendAsync(HttpMethod.Get, "/api/migrations?code=another-key-of-enough-length");

        Assert.Equal(HttpStatusCode.Unauthorized, missing.StatusCode);
        Assert.Equal("key.missing_or_wrong", body.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Fact]
    public async Task Key_InHeaderQueryOrBearer_IsLetIn()
    {
        await using WebHost host = await WebHost.StartAsync(new WebAccessOptions { Key = Key, LoopbackOnly = false });
        host.Migrations.Setup(m => m.ListAsync(It.IsAny<MigrationFilter>(), It.IsAny<CancellationToken>())).ReturnsAsync(new MigrationPage([], null));

        (HttpResponseMessage header, _) = await host.SendAsync(HttpMethod.Get, "/api/migrations", change: request => request.Headers.Add("x-functions-key", Key));
        (HttpResponseMessage query, _) = await host.SendAsync(HttpMethod.Get, $"/api/migrations?code={Key}");
        (HttpResponseMessage bearer, _) = await host.SendAsync(HttpMethod.Get, "/api/migrations", change: request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key));

        Assert.All([header, query, bearer], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/page/main.js")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Key_Demanded_PageAndHealthStayOpen(string path)
    {
        await using WebHost host = await WebHost.StartAsync(new WebAccessOptions { Key = Key });

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Answers_ToAnotherOrigin_AllowNothing()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Get, "/health/live");

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }
}
