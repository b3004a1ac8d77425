using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Clouds;

public sealed class CloudTests
{
    private const string Canary = "canary-password-7f3a";

    [Fact]
    public async Task Register_WithPassword_HandsItOverAndNeverAnswersIt()
    {
        await using WebHost host = await WebHost.StartAsync();
        IReadOnlyDictionary<string, Secret>? handed = null;
        host.Clouds.Setup(c => c.RegisterAsync(It.IsAny<Cloud>(), It.IsAny<IReadOnlyDictionary<string, Secret>>(), It.IsAny<CancellationToken>()))
            .Callback((Cloud _, IReadOnlyDictionary<string, Secret> secrets, CancellationToken _) => handed = secrets)
            .ReturnsAsync((Cloud cloud, IReadOnlyDictionary<string, Secret> _, CancellationToken _) => cloud with { Secrets = new Dictionary<string, SecretRef> { ["password"] = SecretRef.Parse("file:clouds/north/password") } });

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(
            HttpMethod.Post, "/api/clouds", $$$"""{"name":"north","kind":"openstack","endpoint":"http://127.0.0.1:5000/v3","settings":{"user":"demo"},"secrets":{"password":"{{{Canary}}}"}}""");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(Canary, handed?["password"].Reveal());
        Assert.Equal("file:clouds/north/password", body.GetProperty("secrets").GetProperty("password").GetString());
        Assert.DoesNotContain(Canary, body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_BadSecretShape_DoesNotEchoIt()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(
            HttpMethod.Post, "/api/clouds", $$$"""{"name":"north","kind":"openstack","endpoint":"http://127.0.0.1:5000/v3","secretReferences":{"password":"{{{Canary}}}"},"secrets":["{{{Canary}}}"]}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(Canary, body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browse_KnownKind_ListsItems()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Clouds.Setup(c => c.BrowseAsync(CloudName.Parse("vcd"), CloudItemKind.StorageProfiles, "r1", It.IsAny<CancellationToken>()))
            .Returns(new[] { new CloudItem("1", "gold", new Dictionary<string, string> { ["default"] = "true" }) }.ToAsyncEnumerable());

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/clouds/vcd/storageprofiles?region=r1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("gold", body.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.False(body.GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData("/api/clouds/vcd/0")]
    [InlineData("/api/clouds/vcd/ships")]
    public async Task Browse_UnknownKind_IsNotFound(string path)
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("cloud.unknown_list", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Browse_KindThatTheCloudHasNot_IsNotFound()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Clouds.Setup(c => c.BrowseAsync(CloudName.Parse("north"), CloudItemKind.Catalogs, null, It.IsAny<CancellationToken>()))
            .Throws(new FailureException(new Failure("cloud.not_supported", "An OpenStack cloud has no Catalogs.") { Provider = "openstack" }));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/api/clouds/north/catalogs");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("cloud.not_supported", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Test_UnknownCloud_IsNotFound()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Clouds.Setup(c => c.TestAsync(CloudName.Parse("east"), null, It.IsAny<CancellationToken>())).ThrowsAsync(new FailureException(new Failure("cloud.unknown", "There is no cloud 'east'.")));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Post, "/api/clouds/east/test");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("cloud.unknown", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Remove_Known_AnswersNoContent()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Clouds.Setup(c => c.RemoveAsync(CloudName.Parse("east"), It.IsAny<CancellationToken>())).ReturnsAsync(true);

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Delete, "/api/clouds/east");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
