using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Machines;

namespace MigrationOrchestrator.OpenStack.Tests.Faults;

public sealed class TokenTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_ManyCallsAtOnce_IsAskedForOnce()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation)));

        Assert.Equal(1, cloud.Asked("POST", "/auth/tokens"));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("public", "")]
    [InlineData("internal", "/internal")]
    [InlineData("adminURL", "/admin")]
    public async Task Services_OfTheChosenInterface_AreTheOnesAsked(string? chosen, string path)
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Cloud = cloud.Cloud with { Settings = chosen is null ? cloud.Cloud.Settings : new Dictionary<string, string>(cloud.Cloud.Settings) { ["interface"] = chosen } };

        await cloud.Source.DescribeAsync(cloud.Server, Cancellation);

        string[] asked = [.. cloud.Emulator.Journal.Entries.Select(entry => entry.Path).Where(asked => !asked.Contains("/identity/", StringComparison.Ordinal))];
        Assert.NotEmpty(asked);
        Assert.All(asked, one => Assert.StartsWith(path + "/RegionOne/", one, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scope_ByTheProjectsId_NeedsNoName()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        Dictionary<string, string> settings = new(cloud.Cloud.Settings) { ["project_id"] = await ProjectIdAsync(cloud) };
        settings.Remove("project_name");
        cloud.Cloud = cloud.Cloud with { Name = CloudName.Parse("by-id"), Settings = settings };

        CloudIdentity identity = await cloud.Provider.AuthenticateAsync(cloud.Cloud, null, Cancellation);

        Assert.Equal(cloud.Emulator.Options.Project, identity.Scope);
    }

    [Fact]
    public async Task Scope_ByTheIdOfAnotherProject_IsRefused()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        Dictionary<string, string> settings = new(cloud.Cloud.Settings) { ["project_id"] = "0123456789abcdef0123456789abcdef" };
        settings.Remove("project_name");
        cloud.Cloud = cloud.Cloud with { Name = CloudName.Parse("elsewhere"), Settings = settings };

        await Assert.ThrowsAsync<FailureException>(() => cloud.Provider.AuthenticateAsync(cloud.Cloud, null, Cancellation));
    }

    [Fact]
    public async Task Token_NoLongerTaken_IsRenewedOnceAndTheCallRepeated()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        cloud.Emulator.ExpireTokens();
        Machine machine = await cloud.Source.DescribeAsync(cloud.Server, Cancellation);
        byte[] bytes = await cloud.ReadImageAsync();

        Assert.Equal("machine", machine.Name);
        Assert.Equal(cloud.Disk.Bytes, bytes);
        Assert.Equal(2, cloud.Asked("POST", "/auth/tokens"));
    }

    [Fact]
    public async Task Token_NeverTaken_IsRenewedNoMoreThanOnceACall()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Emulator.Faults.Add(new FaultRule("**/images/*", new FaultEffect { ExpireTokens = true }));

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation))).Failure;

        Assert.Equal("cloud.unauthorized", failure.Code);
        Assert.Equal(2, cloud.Asked("POST", "/auth/tokens"));
    }

    [Fact]
    public async Task Token_AboutToEnd_IsRenewedBeforeItIsUsed()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { TokenLifetime = TimeSpan.FromSeconds(4) });

        await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        Assert.DoesNotContain(cloud.Emulator.Journal.Entries, entry => entry.Status == 401);
        Assert.True(cloud.Asked("POST", "/auth/tokens") > 1);
    }

    [Fact]
    public async Task Token_OfVersion2_OpensTheSameCloud()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Cloud = cloud.Cloud with { Endpoint = cloud.Emulator.AuthUrlV2 };

        CloudIdentity identity = await cloud.Provider.AuthenticateAsync(cloud.Cloud, null, Cancellation);
        Machine machine = await cloud.Source.DescribeAsync(cloud.Server, Cancellation);

        Assert.Equal(new CloudIdentity("demo", "demo", "RegionOne", "v2.0"), identity);
        Assert.Equal(cloud.ServerId, machine.Id);
    }

    [Fact]
    public async Task Token_OfTwoRegistrations_IsNotShared()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        cloud.Cloud = cloud.Cloud with { Settings = new Dictionary<string, string>(cloud.Cloud.Settings) { ["project_name"] = "another" } };

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation))).Failure;
        Assert.Equal("cloud.unauthorized", failure.Code);
    }

    [Fact]
    public async Task Region_SeveralAndNoneNamed_AsksForOne()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { Regions = ["North", "South"] });
        cloud.Cloud = cloud.Cloud with { Settings = cloud.Cloud.Settings.Where(pair => pair.Key != "region_name").ToDictionary() };

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.DescribeAsync(cloud.Server, Cancellation))).Failure;
        Machine machine = await cloud.Provider.Source(cloud.Cloud, "North")!.DescribeAsync(cloud.Server, Cancellation);

        Assert.Equal(("cloud.region_needed", "Name one of: North, South."), (failure.Code, failure.Remedy));
        Assert.Equal(cloud.ServerId, machine.Id);
    }

    /// <summary>The project's id as Keystone gives it to anybody who logs in.</summary>
    private static async Task<string> ProjectIdAsync(FaultyCloud cloud)
    {
        using HttpClient http = new();
        string body = System.Text.Json.JsonSerializer.Serialize(new
        {
            auth = new
            {
                identity = new
                {
                    methods = new List<string> { "password" },
                    password = new { user = new { name = cloud.Emulator.Options.User, domain = new { id = "default" }, password = cloud.Emulator.Options.Password } },
                },
                scope = new { project = new { name = cloud.Emulator.Options.Project, domain = new { id = "default" } } },
            },
        });
        HttpResponseMessage answer = await http.PostAsync($"{cloud.Cloud.Endpoint.AbsoluteUri.TrimEnd('/')}/auth/tokens", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancellation);
        using System.Text.Json.JsonDocument token = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return token.RootElement.GetProperty("token").GetProperty("project").GetProperty("id").GetString()!;
    }
}
