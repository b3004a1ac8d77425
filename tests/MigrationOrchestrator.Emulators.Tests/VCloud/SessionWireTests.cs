using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud;

namespace MigrationOrchestrator.Emulators.Tests.VCloud;

public sealed class SessionWireTests
{
    [Fact]
    public async Task Versions_AreToldToAnybody_EachWithItsLogin()
    {
        await using WireClient client = await WireClient.StartAsync(signsIn: false);
        XNamespace ns = "http://www.vmware.com/vcloud/versions";
        XElement versions = XElement.Parse(await client.Http.GetStringAsync("/api/versions", WireClient.Cancellation));
        Assert.Equal(["5.1", "36.0"], versions.Elements().Take(2).Select(info => info.Element(ns + "Version")!.Value));
        XElement old = versions.Elements().First();
        Assert.EndsWith("/api/sessions", old.Element(ns + "LoginUrl")!.Value, StringComparison.Ordinal);
        Assert.Null(old.Attribute("deprecated"));
        Assert.EndsWith("/cloudapi/1.0.0/sessions/provider", versions.Elements().Last().Element(ns + "ProviderLoginUrl")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("38.0", HttpStatusCode.NotFound)]
    [InlineData("37.2", HttpStatusCode.OK)]
    [InlineData("5.1", HttpStatusCode.OK)]
    [InlineData("12.0", HttpStatusCode.NotAcceptable)]
    public async Task LegacyLogin_IsThereUpTo37(string version, HttpStatusCode expected)
    {
        await using WireClient client = await WireClient.StartAsync(signsIn: false);
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/sessions");
        request.Headers.TryAddWithoutValidation("Accept", $"application/*+xml;version={version}");
        request.Headers.Authorization = WireClient.Basic("operator@demo", "operator-password");
        using HttpResponseMessage answer = await client.Http.SendAsync(request, WireClient.Cancellation);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, answer.Headers.Contains("x-vcloud-authorization"));
        Assert.Single(answer.Headers.GetValues("X-VMWARE-VCLOUD-REQUEST-ID"));
    }

    [Theory]
    [InlineData("36.0", HttpStatusCode.NotFound)]
    [InlineData("36.1", HttpStatusCode.OK)]
    public async Task ApiTokens_AreThereFrom36_1(string version, HttpStatusCode expected)
    {
        VCloudEmulatorOptions options = new() { Organisations = [EmulatedOrganisation.Default with { Users = [new EmulatedUser("robot", "pw", "the-token")] }] };
        await using WireClient client = await WireClient.StartAsync(options: options, signsIn: false);
        using HttpRequestMessage request = new(HttpMethod.Post, "/oauth/tenant/demo/token");
        request.Headers.TryAddWithoutValidation("Accept", $"application/json;version={version}");
        request.Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "the-token")]);
        using HttpResponseMessage answer = await client.Http.SendAsync(request, WireClient.Cancellation);
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>(WireClient.Cancellation);
            Assert.Equal(3600, body.GetProperty("expires_in").GetInt32());
            Assert.True(body.GetProperty("access_token").GetString()!.Length > 32);
        }
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("39.1")]
    public async Task Call_WithoutASession_IsAnsweredWith401AndNoBody(string version)
    {
        await using WireClient client = await WireClient.StartAsync(version);
        client.Token = "wrong";
        using HttpResponseMessage answer = await client.SendAsync(HttpMethod.Get, "/api/org");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(WireClient.Cancellation));
    }

    [Fact]
    public async Task LegacyToken_SentAsBearer_IsNotTaken()
    {
        await using WireClient client = await WireClient.StartAsync("5.1");
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/org");
        request.Headers.TryAddWithoutValidation("Accept", "application/*+xml;version=5.1");
        request.Headers.Authorization = new("Bearer", client.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.Http.SendAsync(request, WireClient.Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Accept_OddButWithAVersion_IsTaken()
    {
        await using WireClient client = await WireClient.StartAsync();
        using HttpResponseMessage odd = await client.SendAsync(HttpMethod.Get, "/api/query?&filterEncoded=true&type=catalog&filter=name==templates", accept: "vnd.vmware.vcloud.org+xml;version=39.0");
        Assert.Equal(HttpStatusCode.OK, odd.StatusCode);
        using HttpResponseMessage none = await client.SendAsync(HttpMethod.Get, "/api/org", accept: "*/*");
        Assert.Equal(HttpStatusCode.NotAcceptable, none.StatusCode);
    }

    [Fact]
    public async Task Id_ThatNobodyHas_IsForbiddenRatherThanMissing()
    {
        await using WireClient client = await WireClient.StartAsync();
        XElement error = await WireClient.ReadAsync(await client.SendAsync(HttpMethod.Get, $"/api/vAppTemplate/vappTemplate-{Guid.NewGuid()}"), 403);
        Assert.Equal("ACCESS_TO_RESOURCE_IS_FORBIDDEN", error.Attribute("minorErrorCode")!.Value);
        Assert.StartsWith("[ ", error.Attribute("message")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_NeedsItsKey_AndTellsTheState()
    {
        await using WireClient client = await WireClient.StartAsync();
        await client.BeginUploadAsync("half");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.Http.GetAsync("/_emulator/vcloud", WireClient.Cancellation)).StatusCode);
        client.Http.DefaultRequestHeaders.Add("X-Emulator-Key", client.Cloud.ControlKey);
        JsonElement state = await client.Http.GetFromJsonAsync<JsonElement>("/_emulator/vcloud", WireClient.Cancellation);
        Assert.Equal("half", state.GetProperty("uploads")[0].GetProperty("template").GetString());
        JsonElement counts = await client.Http.GetFromJsonAsync<JsonElement>("/_emulator/resources", WireClient.Cancellation);
        Assert.Equal(1, counts.GetProperty("templates").GetInt32());
    }
}
