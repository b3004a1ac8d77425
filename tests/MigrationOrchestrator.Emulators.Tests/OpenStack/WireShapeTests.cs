using System.Net;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Emulators.OpenStack;

namespace MigrationOrchestrator.Emulators.Tests.OpenStack;

/// <summary>The shapes that a real Zed answers with.</summary>
public sealed class WireShapeTests : IAsyncLifetime
{
    private const string Glance = "/RegionOne/image/v2/images";
    private const string Nova = "/RegionOne/compute/v2.1";
    private OpenStackEmulator emulator = null!;
    private RawClient client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        emulator = await OpenStackEmulator.StartAsync(new OpenStackEmulatorOptions { SnapshotTime = TimeSpan.FromSeconds(3) }, Cancellation);
        client = await RawClient.LoginAsync(emulator);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await emulator.DisposeAsync();
    }

    [Fact]
    public async Task Token_Created_HasProjectRolesAndCatalogue()
    {
        HttpResponseMessage answer = await client.SendAsync("POST", "/identity/v3/auth/tokens", RawClient.Password("demo-secret"));
        JsonNode token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["token"]!;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("demo", (string?)token["project"]!["name"]);
        Assert.EndsWith(".000000Z", (string?)token["expires_at"], StringComparison.Ordinal);
        JsonNode image = token["catalog"]!.AsArray().Single(service => (string?)service!["type"] == "image")!;
        Assert.Equal(["admin", "internal", "public"], image["endpoints"]!.AsArray().Select(endpoint => (string?)endpoint!["interface"]));
        Assert.EndsWith("/RegionOne/image", (string?)image["endpoints"]![0]!["url"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_WrongPassword_IsKeystonesError()
    {
        HttpResponseMessage answer = await client.SendAsync("POST", "/identity/v3/auth/tokens", RawClient.Password("wrong"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Keystone", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("req-", answer.Headers.GetValues("X-Openstack-Request-Id").Single(), StringComparison.Ordinal);
        Assert.Equal("""{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}""", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("*/*", "text/html")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/plain", "text/plain")]
    public async Task Image_Missing_IsGlancesPage(string accept, string type)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(emulator.AuthUrl, Glance + "/nothing"));
        using HttpClient http = new();
        request.Headers.Add("X-Auth-Token", await TokenAsync());
        request.Headers.Accept.ParseAdd(accept);

        HttpResponseMessage answer = await http.SendAsync(request, Cancellation);

        Assert.Equal((HttpStatusCode.NotFound, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("No image found with ID nothing", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"visibility":"public"}""", 403)]
    [InlineData("""{"status":"active"}""", 403)]
    [InlineData("""{"os_glance_x":"y"}""", 403)]
    [InlineData("""{"disk_format":"floppy"}""", 400)]
    [InlineData("""{"mine":5}""", 400)]
    [InlineData("""{"mine":null}""", 400)]
    [InlineData("""{"min_disk":"1"}""", 400)]
    [InlineData("""{"min_disk":-1}""", 400)]
    [InlineData("""{"os_hash_value":"ab"}""", 201)]
    public async Task Image_CreatedWith_IsAnsweredAsByGlance(string body, int status)
        => Assert.Equal(status, (int)(await client.SendAsync("POST", Glance, JsonNode.Parse(body)!.AsObject())).StatusCode);

    [Fact]
    public async Task Image_IdOfADeletedOne_IsTakenForever()
    {
        string id = Guid.NewGuid().ToString();
        await client.SendAsync("POST", Glance, new JsonObject { ["id"] = id });
        await client.SendAsync("DELETE", $"{Glance}/{id}");

        Assert.Equal(HttpStatusCode.Conflict, (await client.SendAsync("POST", Glance, new JsonObject { ["id"] = id })).StatusCode);
    }

    [Fact]
    public async Task Upload_LifeCycle_IsGlances()
    {
        JsonNode made = JsonNode.Parse(await (await client.SendAsync("POST", Glance, new JsonObject { ["name"] = "a", ["mine"] = "yes" })).Content.ReadAsStringAsync(Cancellation))!;
        string file = $"/RegionOne/image{made["file"]}";

        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync("GET", file)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.UploadAsync(file, [1])).StatusCode);
        string id = await NewImageAsync("raw");
        file = $"{Glance}/{id}/file";
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.UploadAsync(file, [1], "text/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.UploadAsync(file, [1, 2, 3])).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await client.UploadAsync(file, [1])).StatusCode);
        JsonNode image = await client.GetAsync($"{Glance}/{id}");
        Assert.Equal(("active", 3, "sha512", "queued", "yes"), ((string?)image["status"], (int)image["size"]!, (string?)image["os_hash_algo"], (string?)made["status"], (string?)made["mine"]));
    }

    [Theory]
    [InlineData("bytes=0-0", 206, "bytes 0-0/10", 1)]
    [InlineData("bytes=5-", 206, "bytes 5-9/10", 5)]
    [InlineData("bytes=-3", 206, "bytes 7-9/10", 3)]
    [InlineData("bytes=4-400", 206, "bytes 4-9/10", 6)]
    [InlineData("bytes=10-", 416, null, null)]
    [InlineData("bytes=0-1,4-5", 400, null, null)]
    public async Task Download_Range_IsServedAsByTheFilesystemStore(string range, int status, string? served, int? length)
    {
        string id = await NewImageAsync("raw");
        await client.UploadAsync($"{Glance}/{id}/file", [.. Enumerable.Range(0, 10).Select(value => (byte)value)]);

        HttpResponseMessage answer = await client.SendAsync("GET", $"{Glance}/{id}/file", (JsonObject?)null, ("Range", range));

        Assert.Equal((status, served), ((int)answer.StatusCode, answer.Content.Headers.ContentRange?.ToString()));
        if (length is not null)
        {
            Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length);
            Assert.NotNull(answer.Content.Headers.ContentMD5);
            while (emulator.Journal.Entries[^1].Method != "GET")
            {
                // The entry is made when the answer has gone out.
                await Task.Delay(5, Cancellation);
            }

            Assert.Equal((answer.Content.Headers.ContentRange!.From, (long)length), (emulator.Journal.Entries[^1].Offset, emulator.Journal.Entries[^1].BytesSent));
        }
    }

    [Fact]
    public async Task Images_Paged_NameTheNextFromTheRoot()
    {
        for (int index = 0; index < 3; index++)
        {
            await NewImageAsync("raw");
        }

        JsonNode first = await client.GetAsync(Glance + "?limit=2");
        JsonNode second = await client.GetAsync("/RegionOne/image" + (string?)first["next"]);

        Assert.StartsWith("/v2/images?limit=2&marker=", (string?)first["next"], StringComparison.Ordinal);
        Assert.Equal((2, 1, null), (first["images"]!.AsArray().Count, second["images"]!.AsArray().Count, (string?)second["next"]));
    }

    [Fact]
    public async Task Nova_Microversions_ChangeTheFlavorAndEndAt93()
    {
        string id = await NewServerAsync();

        JsonNode old = (await client.GetAsync($"{Nova}/servers/{id}"))["server"]!["flavor"]!;
        JsonNode embedded = (await client.GetAsync($"{Nova}/servers/{id}", ("OpenStack-API-Version", "compute 2.47")))["server"]!["flavor"]!;
        HttpResponseMessage newer = await client.SendAsync("GET", Nova + "/servers/detail", (JsonObject?)null, ("OpenStack-API-Version", "compute 2.99"));

        Assert.Equal(("1", null), ((string?)old["id"], (string?)old["original_name"]));
        Assert.Equal((null, "m1.nano", 64), ((string?)embedded["id"], (string?)embedded["original_name"], (int)embedded["ram"]!));
        Assert.Equal(HttpStatusCode.NotAcceptable, newer.StatusCode);
        Assert.Contains("computeFault", await newer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateImage_OldAndNew_SaysItsIdInItsOwnWay()
    {
        string id = await NewServerAsync();
        JsonObject action = new() { ["createImage"] = new JsonObject { ["name"] = "s" } };

        HttpResponseMessage old = await client.SendAsync("POST", $"{Nova}/servers/{id}/action", action);
        HttpResponseMessage busy = await client.SendAsync("POST", $"{Nova}/servers/{id}/action", action);
        await client.UntilAsync($"{Nova}/servers/{id}", now => now["server"]!["OS-EXT-STS:task_state"] is null);
        HttpResponseMessage modern = await client.SendAsync("POST", $"{Nova}/servers/{id}/action", action, ("OpenStack-API-Version", "compute 2.45"));

        Assert.Equal(HttpStatusCode.Accepted, old.StatusCode);
        Assert.Matches("//images/[0-9a-f-]{36}$", old.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Conflict, busy.StatusCode);
        Assert.Contains("while it is in task_state image_", await busy.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Null(modern.Headers.Location);
        string image = (string)JsonNode.Parse(await modern.Content.ReadAsStringAsync(Cancellation))!["image_id"]!;
        JsonNode snapshot = await client.UntilAsync($"{Glance}/{image}", now => (string?)now["status"] == "active");
        Assert.Equal(("snapshot", id, "private"), ((string?)snapshot["image_type"], (string?)snapshot["instance_uuid"], (string?)snapshot["visibility"]));
    }

    [Theory]
    [InlineData("qcow2", "Image content does not match disk_format")]
    [InlineData("vhd", "Image not in a supported format")]
    public async Task Server_OfAnImageThatNovaRefuses_EndsInError(string format, string reason)
    {
        string id = await NewServerAsync(format, "ERROR");

        Assert.Contains(reason, (string?)(await client.GetAsync($"{Nova}/servers/{id}"))["server"]!["fault"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_WithoutNetworks_IsRefusedSince37()
    {
        string image = await NewImageAsync("raw");
        await client.UploadAsync($"{Glance}/{image}/file", new byte[512]);
        JsonObject body = new() { ["server"] = new JsonObject { ["name"] = "s", ["imageRef"] = image, ["flavorRef"] = "1" } };

        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync("POST", Nova + "/servers", body, ("OpenStack-API-Version", "compute 2.37"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await client.SendAsync("POST", Nova + "/servers", body)).StatusCode);
    }

    [Fact]
    public async Task Network_Missing_IsNeutronsError()
        => Assert.Equal(
            """{"NeutronError":{"type":"NetworkNotFound","message":"Network zzz could not be found.","detail":""}}""",
            await (await client.SendAsync("GET", "/RegionOne/network/v2.0/networks/zzz")).Content.ReadAsStringAsync(Cancellation));

    [Fact]
    public async Task Image_Corrupted_KeepsItsHash()
    {
        string id = await NewImageAsync("raw");
        await client.UploadAsync($"{Glance}/{id}/file", [1, 2, 3]);
        JsonNode before = await client.GetAsync($"{Glance}/{id}");

        emulator.CorruptImage(id, 1);

        Assert.Equal([1, 3, 3], await (await client.SendAsync("GET", $"{Glance}/{id}/file")).Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal((string?)before["os_hash_value"], (string?)(await client.GetAsync($"{Glance}/{id}"))["os_hash_value"]);
    }

    private async Task<string> TokenAsync()
        => (await client.SendAsync("POST", "/identity/v3/auth/tokens", RawClient.Password("demo-secret"))).Headers.GetValues("X-Subject-Token").Single();

    private async Task<string> NewImageAsync(string format)
    {
        HttpResponseMessage made = await client.SendAsync("POST", Glance, new JsonObject { ["name"] = "test", ["disk_format"] = format, ["container_format"] = "bare" });
        return (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Cancellation))!["id"]!;
    }

    private async Task<string> NewServerAsync(string format = "raw", string status = "ACTIVE")
    {
        string image = await NewImageAsync(format);
        await client.UploadAsync($"{Glance}/{image}/file", new byte[512]);
        HttpResponseMessage made = await client.SendAsync("POST", Nova + "/servers", new JsonObject { ["server"] = new JsonObject { ["name"] = "s", ["imageRef"] = image, ["flavorRef"] = "1", ["networks"] = "none" } });
        string id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Cancellation))!["server"]!["id"]!;
        await client.UntilAsync($"{Nova}/servers/{id}", now => (string?)now["server"]!["status"] == status);
        return id;
    }
}
