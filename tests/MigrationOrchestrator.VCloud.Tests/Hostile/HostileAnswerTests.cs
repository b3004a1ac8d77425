using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Hostile;

public sealed class HostileAnswerTests
{
    [Theory]
    [InlineData("<!DOCTYPE OrgList [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><OrgList>&x;</OrgList>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><OrgList>&c;</OrgList>")]
    [InlineData("<html>Please sign in</html>")]
    [InlineData("{\"not\":\"xml\"}")]
    [InlineData("")]
    public async Task Answer_ThatIsNoVCloudAnswer_IsRefusedAsSuch(string body)
    {
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = http => HostileCloud.WriteAsync(http, body);
        Assert.Equal("cloud.protocol", (await FailureAsync(cloud)).Code);
    }

    [Fact]
    public async Task Answer_ThatNeverEnds_IsCutOff()
    {
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        long sent = 0;
        cloud.Answer = async http =>
        {
            byte[] blanks = new byte[64 * 1024];
            blanks.AsSpan().Fill((byte)' ');
            while (!http.RequestAborted.IsCancellationRequested && sent < 1L << 30)
            {
                await http.Response.Body.WriteAsync(blanks, http.RequestAborted);
                sent += blanks.Length;
                if (sent % (16L << 20) == 0)
                {
                    // Kestrel takes bytes for a client that has gone until it notices.
                    await Task.Delay(100, http.RequestAborted);
                }
            }
        };
        Assert.Equal("cloud.protocol", (await FailureAsync(cloud)).Code);
        Assert.InRange(sent, 1, 512L << 20);
    }

    [Fact]
    public async Task Answer_ThatIsEmpty_IsRefusedAsSuch()
    {
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        Assert.Equal("cloud.protocol", (await FailureAsync(cloud)).Code);
        cloud.Answer = http =>
        {
            http.Response.ContentLength = 0;
            return Task.CompletedTask;
        };
        Assert.Equal("cloud.protocol", (await FailureAsync(cloud)).Code);
    }

    [Fact]
    public async Task Answer_ThatBreaksOff_IsTransient()
    {
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = async http =>
        {
            http.Response.ContentLength = 100;
            await HostileCloud.WriteAsync(http, "<OrgList>");
            http.Abort();
        };
        Failure failure = await FailureAsync(cloud);
        Assert.Equal(("cloud.unreachable", true), (failure.Code, failure.Transient));
    }

    [Fact]
    public async Task Answer_WithAddressesOfAnotherHost_NeverBringsOurTokenThere()
    {
        await using HostileCloud other = await HostileCloud.StartAsync();
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = http => http.Request.Path.Value switch
        {
            "/api/query" => HostileCloud.WriteAsync(http, $"<QueryResultRecords><OrgVdcRecord name='vdc-1' href='{other.Endpoint}api/vdc/1'/></QueryResultRecords>"),
            _ => HostileCloud.WriteAsync(http, $"<OrgList><Org name='demo' href='{other.Endpoint}api/org/1'/></OrgList>"),
        };
        Failure failure = await FailureAsync(cloud, (provider, registration) => provider.Target(registration, null)!.SurveyAsync(VCloudBench.Place, VCloudBench.Machine(), VCloudBench.Cancellation));
        Assert.Equal(("cloud.foreign_address", false), (failure.Code, failure.Transient));
        Assert.Contains(other.Endpoint.GetLeftPart(UriPartial.Authority), failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/api/vdc/1")]
    [InlineData("https://127.0.0.1/api/vdc/1")]
    [InlineData("http://user:secret@HOST/api/vdc/1")]
    [InlineData("http://HOST.evil.example/api/vdc/1")]
    public async Task Address_ThatOnlyLooksLikeOurs_IsForeign(string address)
    {
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = http => HostileCloud.WriteAsync(http, "<OrgList/>");
        string href = address.Replace("HOST", cloud.Endpoint.Authority, StringComparison.Ordinal);
        Failure failure = await FailureAsync(cloud, (provider, registration) => provider.Target(registration, null)!.PollDeliveryAsync(
            new DeliveryRequest(new ResolvedPlace(registration.Name, null, new Dictionary<string, string>(), new Dictionary<string, string>()), "n", "k", [], href), VCloudBench.Cancellation));
        Assert.Contains(failure.Code, (string[])["cloud.foreign_address", "cloud.bad_address"]);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_ToAnotherHost_IsNotFollowed()
    {
        await using HostileCloud other = await HostileCloud.StartAsync();
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = http =>
        {
            http.Response.Redirect($"{other.Endpoint}api/org");
            return Task.CompletedTask;
        };
        Assert.Equal("cloud.protocol", (await FailureAsync(cloud)).Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Error_WithAnEndlessMessage_IsShortened()
    {
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return HostileCloud.WriteAsync(http, $"<Error majorErrorCode='400' minorErrorCode='BAD_REQUEST' message='[ abc-1 ] {new string('x', 50_000)}'/>");
        };
        Failure failure = await FailureAsync(cloud);
        Assert.Equal(("cloud.bad_request", "abc-1"), (failure.Code, failure.RequestId));
        Assert.InRange(failure.Message.Length, 100, 700);
    }

    [Fact]
    public async Task Pages_ThatGoRound_EndInAFailure()
    {
        await using HostileCloud cloud = await HostileCloud.StartAsync();
        cloud.Answer = http => HostileCloud.WriteAsync(http, $"<QueryResultRecords><Link rel='nextPage' href='{cloud.Endpoint}api/query?page=2'/></QueryResultRecords>");
        Failure failure = await FailureAsync(cloud, (provider, registration) => provider.Target(registration, null)!.SurveyAsync(VCloudBench.Place, VCloudBench.Machine(), VCloudBench.Cancellation));
        Assert.Equal("cloud.protocol", failure.Code);
    }

    private static async Task<Failure> FailureAsync(HostileCloud cloud, Func<ICloudProvider, Cloud, Task>? ask = null)
    {
        MemorySecrets secrets = new() { Saved = { ["memory:password"] = "canary-password" } };
        await using ServiceProvider services = new ServiceCollection().AddSingleton<ISecretStore>(secrets).AddVCloud().BuildServiceProvider();
        ICloudProvider provider = services.GetServices<ICloudProvider>().Single();
        Cloud registration = VCloudBench.Registration(cloud.Endpoint);
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => ask is null ? provider.AuthenticateAsync(registration, null, VCloudBench.Cancellation) : ask(provider, registration));
        Assert.DoesNotContain("canary", failed.ToString(), StringComparison.Ordinal);
        return failed.Failure;
    }
}
