using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Migrations;

public sealed class CommandTests
{
    [Theory]
    [InlineData(CommandResult.Accepted, MigrationState.Running, HttpStatusCode.Accepted)]
    [InlineData(CommandResult.NotFound, MigrationState.Running, HttpStatusCode.NotFound)]
    [InlineData(CommandResult.NotAllowed, MigrationState.Running, HttpStatusCode.Conflict)]
    [InlineData(CommandResult.NotAllowed, MigrationState.Failed, HttpStatusCode.Gone)]
    public async Task Suspend_EveryResult_HasItsStatus(CommandResult result, MigrationState state, HttpStatusCode status)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.SuspendAsync(Examples.Id, "lunch", It.IsAny<CancellationToken>())).ReturnsAsync(result);
        host.Migrations.Setup(m => m.FindAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(Examples.View(state));

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, "/api/migrations/m-1/suspend?reason=lunch");

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Commands_Accepted_ReachTheirOperation()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.CancelAsync(Examples.Id, "r", It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Migrations.Setup(m => m.TerminateAsync(Examples.Id, "r", It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Migrations.Setup(m => m.ResumeAsync(Examples.Id, "r", It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);

        foreach (string command in new[] { "cancel", "terminate", "resume" })
        {
            (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, $"/api/migrations/m-1/{command}?reason=r");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        host.Migrations.VerifyAll();
    }

    [Fact]
    public async Task Approve_WithPayload_ReachesTheMigration()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.ApproveAsync(Examples.Id, new Approval(true, "ada"), It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, "/api/migrations/m-1/events/approve", """{"approved":true,"by":"ada"}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task RaiseEvent_UnknownName_IsNotFound()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations/m-1/events/nonsense", "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("event.unknown", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Retry_Failed_AnswersTheNewLinks()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.RetryAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(new InstanceId("m-2"));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations/m-1/retry");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("m-2", body.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Retry_Running_IsConflict()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.RetryAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync((InstanceId?)null);
        host.Migrations.Setup(m => m.FindAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(Examples.View(MigrationState.Running));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations/m-1/retry");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("migration.not_ended", body.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(CommandResult.Accepted, HttpStatusCode.NoContent)]
    [InlineData(CommandResult.NotFound, HttpStatusCode.NotFound)]
    [InlineData(CommandResult.NotAllowed, HttpStatusCode.Conflict)]
    public async Task Purge_EveryResult_HasItsStatus(CommandResult result, HttpStatusCode status)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.PurgeAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(result);

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Delete, "/api/migrations/m-1");

        Assert.Equal(status, answer.StatusCode);
    }
}
