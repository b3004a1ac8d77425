using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Conversion.Containers;
using MigrationOrchestrator.Conversion.Tests.Conformance;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Containers;

public sealed class RunnerChoiceTests(Podman podman) : IDisposable
{
    private static readonly Uri Nobody = new("unix:///nowhere/engine.sock");
    private readonly JobPlace place = new();
    private readonly string converter = Directory.CreateTempSubdirectory("converter-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Auto_NoEngineAndNoConverter_SaysWhatIsMissing()
    {
        await using ServiceProvider services = Services(RunnerChoice.Auto, Nobody, Podman.Image);
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => services.GetRequiredService<IConversionRunner>().DescribeAsync(Token));
        Assert.Equal("conversion.tool_missing", failed.Failure.Code);
        Assert.NotNull(failed.Failure.Remedy);
    }

    [Fact]
    public async Task Auto_NoEngine_TakesAProcess()
    {
        InstallConverter();
        await using ServiceProvider services = Services(RunnerChoice.Auto, Nobody, Podman.Image);
        Assert.StartsWith("process", (await services.GetRequiredService<IConversionRunner>().DescribeAsync(Token)).Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auto_EngineWithoutTheImage_TakesAProcess()
    {
        podman.Need();
        InstallConverter();
        await using ServiceProvider services = Services(RunnerChoice.Auto, podman.Endpoint, "localhost/never-built:latest");
        Assert.StartsWith("process", (await services.GetRequiredService<IConversionRunner>().DescribeAsync(Token)).Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auto_EngineWithTheImage_TakesAContainer()
    {
        podman.Need();
        await using ServiceProvider services = Services(RunnerChoice.Auto, podman.Endpoint, Podman.Image);
        Assert.Equal("container+podman", (await services.GetRequiredService<IConversionRunner>().DescribeAsync(Token)).Name);
    }

    [Fact]
    public async Task Container_NoEngine_SaysWhatToDo()
    {
        await using ServiceProvider services = Services(RunnerChoice.Container, Nobody, Podman.Image);
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => services.GetRequiredService<IConversionRunner>().DescribeAsync(Token));
        Assert.Equal("conversion.no_engine", failed.Failure.Code);
        Assert.NotNull(failed.Failure.Remedy);
    }

    [Fact]
    public void Endpoints_Configured_AreTheOnlyOnes() => Assert.Equal([Nobody], ContainerEndpoints.Candidates(Nobody, _ => "unix:///other"));

    [Fact]
    public void Endpoints_DockerHost_IsTheOnlyOne() => Assert.Equal([Nobody], ContainerEndpoints.Candidates(null, name => name == "DOCKER_HOST" ? Nobody.ToString() : null));

    [Fact]
    public void Endpoints_UsersSocket_IsFound()
    {
        Directory.CreateDirectory(Path.Combine(place.Folder, "podman"));
        File.WriteAllText(Path.Combine(place.Folder, "podman", "podman.sock"), "");
        Assert.Contains(new Uri($"unix://{place.Folder}/podman/podman.sock"), ContainerEndpoints.Candidates(null, name => name == "XDG_RUNTIME_DIR" ? place.Folder : null));
    }

    public void Dispose()
    {
        place.Dispose();
        Directory.Delete(converter, recursive: true);
    }

    private void InstallConverter() => File.WriteAllText(Path.Combine(converter, "migrator"), "");

    private ServiceProvider Services(RunnerChoice runner, Uri endpoint, string image)
        => new ServiceCollection().AddConversion(new ConversionOptions { JobsFolder = place.JobsFolder, Runner = runner, ContainerEndpoint = endpoint, ContainerImage = image, ConverterFolder = converter }).BuildServiceProvider();
}
