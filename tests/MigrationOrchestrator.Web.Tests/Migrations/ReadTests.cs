using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Migrations;

public sealed class ReadTests
{
    [Fact]
    public async Task Find_UnderWay_AnswersAcceptedWithRetryAfter()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.FindAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(Examples.View(MigrationState.Running));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/migrations/m-1");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal($"{host.Client.BaseAddress}api/migrations/m-1", answer.Headers.Location?.ToString());
        Assert.Equal("download", body.GetProperty("stage").GetString());
        Assert.Equal(5, body.GetProperty("disks")[0].GetProperty("doneBytes").GetInt64());
    }

    [Fact]
    public async Task Find_Ended_AnswersOk()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.FindAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(Examples.View(MigrationState.Done));

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Get, "/api/migrations/m-1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("m-2")]
    [InlineData("m%002")]
    [InlineData("%F0%9F%90%84")]
    public async Task Find_UnknownOrImpossibleId_AnswersNotFound(string id)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.FindAsync(It.IsAny<InstanceId>(), It.IsAny<CancellationToken>())).ReturnsAsync((MigrationView?)null);

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, $"/api/migrations/{id}");

        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            Assert.Equal("migration.unknown", body.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task List_WithFilters_PassesThemOn()
    {
        await using WebHost host = await WebHost.StartAsync();
        MigrationFilter expected = new() { State = MigrationState.Failed, Cloud = "vcd", After = "x", Limit = 7 };
        host.Migrations.Setup(m => m.ListAsync(expected, It.IsAny<CancellationToken>())).ReturnsAsync(new MigrationPage([Examples.View(MigrationState.Failed)], "y"));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/migrations?status=failed&cloud=vcd&after=x&limit=7");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("y", body.GetProperty("after").GetString());
        Assert.Equal(1, body.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("status=7", "status")]
    [InlineData("status=lost", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=x", "limit")]
    public async Task List_BadFilter_NamesTheField(string query, string field)
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, $"/api/migrations?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, body.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task History_KnownId_WritesEventTypes()
    {
        await using WebHost host = await WebHost.StartAsync();
        IReadOnlyList<HistoryRow> rows = [new(Examples.Id, 0, new TaskFailed(DateTimeOffset.UnixEpoch, 3, new Failure("source.busy", "Busy.", true)))];
        host.Migrations.Setup(m => m.HistoryAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(rows);

        (_, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/migrations/m-1/history");

        Assert.Equal("TaskFailed", body[0].GetProperty("event").GetProperty("type").GetString());
        Assert.Equal("source.busy", body[0].GetProperty("event").GetProperty("failure").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Receipt_BeforeTheEnd_SaysNotYet()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.FindReceiptAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync((MigrationOrchestrator.Migrations.Receipts.Receipt?)null);
        host.Migrations.Setup(m => m.FindAsync(Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(Examples.View(MigrationState.Running));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/migrations/m-1/receipt");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("receipt.not_yet", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Plan_CloudFails_AnswersBadGatewayWithItsRequestId()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.PlanAsync(It.IsAny<MigrationOrchestrator.Migrations.MigrationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new FailureException(new Failure("source.unauthorized", "Keystone answered 401.") { Provider = "openstack", RequestId = "req-9", Remedy = "Register it again." }));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/plans", Examples.RequestJson);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("source.unauthorized", body.GetProperty("code").GetString());
        Assert.Equal("req-9", body.GetProperty("providerRequestId").GetString());
        Assert.Equal("Register it again.", body.GetProperty("remedy").GetString());
    }

    [Theory]
    [InlineData("source.machine_not_found", false, HttpStatusCode.UnprocessableEntity)]
    [InlineData("source.machine_ambiguous", false, HttpStatusCode.UnprocessableEntity)]
    [InlineData("cloud.region_unknown", false, HttpStatusCode.UnprocessableEntity)]
    [InlineData("cloud.unavailable", true, HttpStatusCode.ServiceUnavailable)]
    [InlineData("cloud.unreachable", true, HttpStatusCode.ServiceUnavailable)]
    [InlineData("cloud.protocol", false, HttpStatusCode.BadGateway)]
    public async Task Plan_Fails_AnswersWithWhoseMistakeItIs(string code, bool transient, HttpStatusCode status)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.PlanAsync(It.IsAny<MigrationOrchestrator.Migrations.MigrationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new FailureException(new Failure(code, "Not so.", transient) { Provider = "openstack" }));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/plans", Examples.RequestJson);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task List_TokenThatNoPageGave_NamesTheField()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.ListAsync(It.IsAny<MigrationFilter>(), It.IsAny<CancellationToken>())).ThrowsAsync(new ContinuationTokenException("junk"));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/migrations?after=junk");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("after", body.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Route_Unknown_IsAProblemToo()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/ships");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("http.404", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Find_Defect_AnswersUnexpectedWithoutItsMessage()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.FindAsync(Examples.Id, It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("inner detail"));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/migrations/m-1");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("unexpected", body.GetProperty("code").GetString());
        Assert.DoesNotContain("inner detail", body.GetRawText(), StringComparison.Ordinal);
    }
}
