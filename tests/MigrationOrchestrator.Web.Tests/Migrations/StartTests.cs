using System.Net;
using System.Text;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Migrations;

public sealed class StartTests
{
    [Fact]
    public async Task Start_GoodRequest_AnswersManagementLinks()
    {
        await using WebHost host = await WebHost.StartAsync();
        MigrationRequest? asked = null;
        host.Migrations.Setup(m => m.StartAsync(It.IsAny<MigrationRequest>(), null, It.IsAny<CancellationToken>()))
            .Callback((MigrationRequest request, InstanceId? _, CancellationToken _) => asked = request).ReturnsAsync(Examples.Id);

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations", Examples.RequestJson);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        string self = $"{host.Client.BaseAddress}api/migrations/m-1";
        Assert.Equal(self, answer.Headers.Location?.ToString());
        Assert.Equal("m-1", body.GetProperty("id").GetString());
        Assert.Equal(self, body.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(self + "/events/{eventName}", body.GetProperty("sendEventPostUri").GetString());
        Assert.Equal(self + "/terminate?reason={text}", body.GetProperty("terminatePostUri").GetString());
        Assert.Equal(self, body.GetProperty("purgeHistoryDeleteUri").GetString());
        Assert.Equal("images", asked?.Target.Catalog);
    }

    [Fact]
    public async Task Start_IdInQuery_IsPassedOn()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.StartAsync(It.IsAny<MigrationRequest>(), Examples.Id, It.IsAny<CancellationToken>())).ReturnsAsync(Examples.Id);

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, "/api/migrations?id=m-1", Examples.RequestJson);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Start_IdTaken_AnswersConflict()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.StartAsync(It.IsAny<MigrationRequest>(), Examples.Id, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InstanceExistsException(Examples.Id, OrchestrationStatus.Running));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations?id=m-1", Examples.RequestJson);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("migration.exists", body.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"source":{"cloud":"north","machine":"web-1"}}""", "target")]
    [InlineData("""{"source":{"cloud":"north"},"target":{"cloud":"vcd"}}""", "source.machine")]
    [InlineData("""{"source":{"cloud":"north","machine":"a"},"target":{"cloud":"vcd","catlog":"x"}}""", "target.catlog")]
    [InlineData("""{"source":{"cloud":"no/rth","machine":"a"},"target":{"cloud":"vcd"}}""", "source.cloud")]
    [InlineData("""{"source":{"cloud":"north","machine":"a","kind":"ship"},"target":{"cloud":"vcd"}}""", "source.kind")]
    [InlineData("""{"source":{"cloud":"north","machine":null},"target":{"cloud":"vcd"}}""", "source.machine")]
    [InlineData("""{"source":{"cloud":"north","machine":"a"},"target":{"cloud":"vcd"},"options":{"parallelDisks":"many"}}""", "options.parallelDisks")]
    [InlineData("""{"source":""", "source")]
    [InlineData("not json", "body")]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    public async Task Start_BadBody_NamesTheField(string json, string field)
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations", json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("request.invalid", body.GetProperty("code").GetString());
        JsonElement error = body.GetProperty("errors")[0];
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.NotEmpty(error.GetProperty("remedy").GetString()!);
    }

    [Fact]
    public async Task Start_RefusedByTheDomain_ListsEveryProblem()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Migrations.Setup(m => m.StartAsync(It.IsAny<MigrationRequest>(), null, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidRequestException([new("source.cloud", "There is no cloud 'north'.", "Register it."), new("target.cloud", "There is no cloud 'vcd'.", "Register it.")]));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations", Examples.RequestJson);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["source.cloud", "target.cloud"], body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Start_LargeBody_IsRefusedUnread()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations", new string(' ', 70_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("body.too_large", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Start_DeeplyNestedBody_IsRefused()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Post, "/api/migrations", string.Concat(Enumerable.Repeat("""{"source":""", 5_000)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Start_NotJson_IsUnsupportedMediaType()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/migrations", change: request => request.Content = new StringContent(Examples.RequestJson, Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("http.415", body.GetProperty("code").GetString());
    }
}
