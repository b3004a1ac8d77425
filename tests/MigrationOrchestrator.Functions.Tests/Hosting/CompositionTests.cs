using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Clouds;
using MigrationOrchestrator.Functions.Hosting;
using MigrationOrchestrator.Functions.Http;
using MigrationOrchestrator.Functions.Tests.Parity;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Migrations.Staging;
using Moq;

namespace MigrationOrchestrator.Functions.Tests.Hosting;

public sealed class CompositionTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("functions-");

    public static TheoryData<string, string> Stagings => new()
    {
        { "Blob", "azure blob container" },
        { "Directory", "staging" },
    };

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Stagings))]
    public async Task Parts_CanAllBeMade(string kind, string staging)
    {
        await using ServiceProvider services = Build(("STAGING:KIND", kind));
        Assert.Contains(staging, services.GetRequiredService<IStagingStore>().Description, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["openstack", "vcloud"], services.GetRequiredService<CloudPorts>().Kinds.Select(known => known.Value).Order());
        Assert.Equal(kind == "Blob", services.GetRequiredService<ICloudRegistry>() is BlobCloudRegistry);
        Assert.All(FunctionList.All.Select(function => function.DeclaringType!).Where(type => !type.IsAbstract).Distinct(), type => ActivatorUtilities.CreateInstance(services, type));
        Assert.All(services.GetRequiredService<TaskRegistry>().Activities, activity => Assert.NotNull(activity.Value.RunAsync));
    }

    [Fact]
    public async Task Vault_IsAStoreWhereItIsConfigured()
    {
        await using ServiceProvider with = Build(("VAULT:URI", "https://name.vault.azure.net"));
        Assert.Contains("vault", with.GetServices<ISecretStore>().Select(store => store.Store));
        await using ServiceProvider without = Build();
        Assert.DoesNotContain("vault", without.GetServices<ISecretStore>().Select(store => store.Store));
        Assert.Contains("env", without.GetServices<ISecretStore>().Select(store => store.Store));
    }

    [Fact]
    public async Task Desk_WorksOnTheFunctionsOwnClient()
    {
        await using ServiceProvider services = Build(("STAGING:KIND", "Directory"));
        Mock<DurableTaskClient> client = new("hub") { CallBase = true };
        client.Setup(it => it.GetInstancesAsync("m-1", It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync((OrchestrationMetadata?)null);
        MigrationFunctions functions = ActivatorUtilities.CreateInstance<MigrationFunctions>(services);
        DefaultHttpContext http = new() { RequestServices = services };
        http.Response.Body = new MemoryStream();
        IResult answer = await functions.FindAsync(http.Request, "m-1", client.Object, TestContext.Current.CancellationToken);
        await answer.ExecuteAsync(http);
        Assert.Equal(StatusCodes.Status404NotFound, http.Response.StatusCode);
    }

    [Fact]
    public async Task History_WhereTheHostGivesNone_Is501AndTheRestIsTold()
    {
        await using ServiceProvider services = Build(("STAGING:KIND", "Directory"));
        Mock<DurableTaskClient> client = new("hub") { CallBase = true };
        client.Setup(it => it.GetInstancesAsync("m-1", It.IsAny<bool>(), It.IsAny<CancellationToken>())).ReturnsAsync(new OrchestrationMetadata("MigrateMachine", "m-1")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Running,
            SerializedInput = """{"source":{"cloud":"a","machine":"vm"},"target":{"cloud":"b"}}""",
        });
        client.Setup(it => it.GetAllInstancesAsync(It.IsAny<Microsoft.DurableTask.Client.OrchestrationQuery?>())).Returns(Microsoft.DurableTask.Pageable.Create((_, _) => Task.FromResult(new Microsoft.DurableTask.Page<OrchestrationMetadata>([]))));
        client.Setup(it => it.GetOrchestrationHistoryAsync("m-1", It.IsAny<CancellationToken>())).ThrowsAsync(new NotSupportedException("not by this storage"));
        MigrationFunctions functions = ActivatorUtilities.CreateInstance<MigrationFunctions>(services);

        (int status, string body) = await AskAsync(services, request => functions.HistoryAsync(request, "m-1", client.Object, TestContext.Current.CancellationToken));
        Assert.Equal(StatusCodes.Status501NotImplemented, status);
        Assert.Contains("host.not_supported", body, StringComparison.Ordinal);
        Assert.Contains("cannot give histories", body, StringComparison.Ordinal);

        (status, body) = await AskAsync(services, request => functions.FindAsync(request, "m-1", client.Object, TestContext.Current.CancellationToken));
        Assert.Equal(StatusCodes.Status202Accepted, status);
        Assert.Contains("\"running\"", body, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Body)> AskAsync(IServiceProvider services, Func<HttpRequest, Task<IResult>> function)
    {
        DefaultHttpContext http = new() { RequestServices = services };
        http.Request.Host = new HostString("localhost");
        http.Request.Scheme = "http";
        using MemoryStream body = new();
        http.Response.Body = body;
        await (await function(http.Request)).ExecuteAsync(http);
        return (http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private ServiceProvider Build(params (string Name, string Value)[] values)
    {
        List<(string Name, string Value)> all = [("HOME", folder.FullName), ("STAGING:CONNECTIONSTRING", "UseDevelopmentStorage=true"), .. values];
        ServiceCollection services = new();
        services.AddLogging();
        Composition.AddTo(services, FunctionsSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(all.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value))).Build(), refuseUnknown: true));
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
