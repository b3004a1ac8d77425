using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Batches;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Batches;

public sealed class BatchTests
{
    private const string Json = """{"machines":["web-1"]}""";
    private const string Yaml = "machines:\n- web-1\n";

    private static readonly InstanceId Id = new("b-1");

    [Theory]
    [InlineData(Json, "application/json")]
    [InlineData(Yaml, "application/yaml")]
    [InlineData(Yaml, "text/yaml")]
    public async Task Start_FileInTheBody_AnswersItsLinks(string body, string mediaType)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.StartAsync(It.Is<BatchFile>(file => file.Json == Json), Id, It.IsAny<CancellationToken>())).ReturnsAsync(Id);

        (HttpResponseMessage answer, JsonElement links) = await host.SendAsync(HttpMethod.Post, "/api/batches?id=b-1", body, mediaType: mediaType);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("1", answer.Headers.RetryAfter?.ToString());
        Assert.EndsWith("/api/batches/b-1", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("/api/batches/b-1/events/{eventName}", links.GetProperty("sendEventPostUri").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("/api/batches/b-1/retry", links.GetProperty("restartPostUri").GetString(), StringComparison.Ordinal);
        Assert.False(links.TryGetProperty("receiptGetUri", out _));
    }

    [Theory]
    [InlineData("name: x\nmachines:\n- { a: b\n- c\n", "application/yaml")]
    [InlineData("{ \"name\": \"\\ud800\" }", "application/json")]
    public async Task Start_BodyThatIsNoBatchFile_IsABadRequest(string body, string mediaType)
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement problem) = await host.SendAsync(HttpMethod.Post, "/api/batches", body, mediaType: mediaType);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("request.invalid", problem.GetProperty("code").GetString());
        Assert.Equal("body", problem.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Contains("line ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SavedFile_NeedsNoBody()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Files.Setup(f => f.FindFileAsync("nightly", It.IsAny<CancellationToken>())).ReturnsAsync(BatchFile.FromJson(Json));
        host.Files.Setup(f => f.FindFileAsync("gone", It.IsAny<CancellationToken>())).ReturnsAsync((BatchFile?)null);
        host.Batches.Setup(b => b.StartAsync(It.Is<BatchFile>(file => file.Json == Json), null, It.IsAny<CancellationToken>())).ReturnsAsync(Id);

        (HttpResponseMessage started, _) = await host.SendAsync(HttpMethod.Post, "/api/batches?file=nightly");
        (HttpResponseMessage unknown, JsonElement problem) = await host.SendAsync(HttpMethod.Post, "/api/batches?file=gone");
        (HttpResponseMessage both, JsonElement refused) = await host.SendAsync(HttpMethod.Post, "/api/batches?file=nightly", Json);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("batch_file.unknown", problem.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, both.StatusCode);
        Assert.Equal("file", refused.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Start_FileThatCannotBeUsed_NamesEveryField()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.StartAsync(It.IsAny<BatchFile>(), null, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidRequestException([new InputProblem("machines[3].target.catalog", "It is missing.", "Give it.")]));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/batches", Json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("machines[3].target.catalog", body.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("?id=a.b", Json, "application/json", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("", "{", "application/json", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("", "a: [", "application/yaml", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("", Json, "text/plain", HttpStatusCode.UnsupportedMediaType, "http.415")]
    public async Task Start_WrongInput_IsRefused(string query, string body, string mediaType, HttpStatusCode status, string code)
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement problem) = await host.SendAsync(HttpMethod.Post, "/api/batches" + query, body, mediaType: mediaType);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(BatchLimits.FileBytes - 100, HttpStatusCode.Accepted)]
    [InlineData(BatchLimits.FileBytes + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Start_LargeFile_IsTakenUpToItsBound(int bytes, HttpStatusCode status)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.StartAsync(It.IsAny<BatchFile>(), null, It.IsAny<CancellationToken>())).ReturnsAsync(Id);
        string body = $$"""{"machines":["{{new string('m', bytes - 17)}}"]}""";

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, "/api/batches", body);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Start_IdTaken_IsConflict()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.StartAsync(It.IsAny<BatchFile>(), Id, It.IsAny<CancellationToken>())).ThrowsAsync(new InstanceExistsException(Id, OrchestrationStatus.Running));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/batches?id=b-1", Json);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("batch.exists", body.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(BatchState.Running, HttpStatusCode.Accepted)]
    [InlineData(BatchState.WaitingForApproval, HttpStatusCode.Accepted)]
    [InlineData(BatchState.Incomplete, HttpStatusCode.OK)]
    public async Task Find_IsUnderWayOrHasEnded(BatchState state, HttpStatusCode status)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.FindAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(View(state));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/batches/b-1");

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.Accepted, answer.Headers.RetryAfter is not null);
        Assert.Equal(3, body.GetProperty("progress").GetProperty("machines").GetInt32());
    }

    [Fact]
    public async Task List_HandsOnTheQuery()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.ListAsync(new BatchFilter { After = "t", Limit = 7 }, It.IsAny<CancellationToken>())).ReturnsAsync(new BatchPage([View(BatchState.Done)], "next"));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/batches?after=t&limit=7");
        (HttpResponseMessage refused, _) = await host.SendAsync(HttpMethod.Get, "/api/batches?limit=201");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("next", body.GetProperty("after").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Commands_Accepted_ReachTheirOperation()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.CancelAsync(Id, "r", It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Batches.Setup(b => b.TerminateAsync(Id, "r", It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Batches.Setup(b => b.SuspendAsync(Id, "r", It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Batches.Setup(b => b.ResumeAsync(Id, "r", It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Batches.Setup(b => b.ApproveAsync(Id, new MigrationOrchestrator.Migrations.Status.Approval(false, "ada"), It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Batches.Setup(b => b.PurgeAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.Accepted);
        host.Batches.Setup(b => b.RetryAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(new InstanceId("b-2"));

        foreach (string command in new[] { "cancel?reason=r", "terminate?reason=r", "suspend?reason=r", "resume?reason=r", "retry" })
        {
            (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, $"/api/batches/b-1/{command}");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        (HttpResponseMessage approved, _) = await host.SendAsync(HttpMethod.Post, "/api/batches/b-1/events/approve", """{"approved":false,"by":"ada"}""");
        (HttpResponseMessage purged, _) = await host.SendAsync(HttpMethod.Delete, "/api/batches/b-1");
        Assert.Equal(HttpStatusCode.Accepted, approved.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, purged.StatusCode);
        host.Batches.VerifyAll();
    }

    [Theory]
    [InlineData(BatchState.Running, HttpStatusCode.Conflict, "batch.not_allowed")]
    [InlineData(BatchState.Done, HttpStatusCode.Gone, "batch.ended")]
    public async Task Approve_WhatDoesNotWait_IsRefusedByItsState(BatchState state, HttpStatusCode status, string code)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Batches.Setup(b => b.ApproveAsync(Id, It.IsAny<MigrationOrchestrator.Migrations.Status.Approval>(), It.IsAny<CancellationToken>())).ReturnsAsync(CommandResult.NotAllowed);
        host.Batches.Setup(b => b.FindAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(View(state));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/batches/b-1/events/approve", """{"approved":true}""");

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, body.GetProperty("code").GetString());
    }

    private static BatchView View(BatchState state) => new(Id, state, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new BatchProgress(3, 1, 1, 0, 0, 5));
}
