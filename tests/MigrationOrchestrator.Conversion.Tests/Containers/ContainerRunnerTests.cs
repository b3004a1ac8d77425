using MigrationOrchestrator.Conversion.Containers;
using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Conversion.Tests.Conformance;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Containers;

/// <summary>The container runner on a real Podman.</summary>
public sealed class ContainerRunnerTests(Podman podman) : HostileConformance
{
    private readonly List<ContainerRunner> opened = [];

    [Fact]
    public async Task Hostile_UsesTheNetwork_Cannot() => Assert.False(await CanReachTheNetworkAsync());

    [Fact]
    public async Task Hostile_LooksAtItself_HasNoRights()
    {
        ConversionJobState state = await RunAsync(Place.Job("cat /proc/self/status; id -u"));

        Assert.Contains("CapEff:\t0000000000000000", state.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t0000000000000000", state.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", state.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("\n0\n", state.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_Always_NamesTheEngine()
    {
        RunnerDescription description = await Open().DescribeAsync(Token);
        Assert.Equal("container+podman", description.Name);
        Assert.Contains("no network", description.Protections);
    }

    [Fact]
    public async Task Host_GoneWhileTheJobRuns_TheNextHostFindsItAndCollects()
    {
        ConversionJob job = Place.Job("echo started >> {output}; while [ ! -s {input} ]; do sleep 0.05; done; echo ended >> {output}");
        await File.WriteAllTextAsync(Place.Input, "", Token);
        await using (ContainerRunner first = Connect(Podman.Image))
        {
            await first.StartAsync(job, Token);
        }

        IConversionRunner next = Open();
        Assert.Equal(ConversionPhase.Running, (await next.PollAsync(job.Key, TimeSpan.Zero, Token)).Phase);
        await next.StartAsync(job, Token);
        await File.WriteAllTextAsync(Place.Input, "go", Token);

        Assert.Equal(ConversionPhase.Succeeded, (await EndAsync(next, job)).Phase);
        Assert.Equal("started\nended\n", await File.ReadAllTextAsync(Place.Output, Token));
    }

    [Fact]
    public async Task Host_GoneUntilTheJobEnded_TheNextHostCollects()
    {
        ConversionJob job = Place.Job("echo made > {output}; echo said");
        await using (ContainerRunner first = Connect(Podman.Image))
        {
            await first.StartAsync(job, Token);
        }

        ConversionJobState state = await EndAsync(Open(), job);

        Assert.Equal((ConversionPhase.Succeeded, "said\n"), (state.Phase, state.StandardOutput));
        Assert.Equal("made\n", await File.ReadAllTextAsync(Place.Output, Token));
    }

    [Fact]
    public async Task Job_Ended_LeavesNoContainer()
    {
        ConversionJob job = Place.Job("true");
        await RunAsync(job);

        // The result is there a moment before the container is gone.
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        while ((await podman.ListContainersAsync()).Contains(JobFiles.NameOf(job.Key), StringComparison.Ordinal))
        {
            await Task.Delay(50, late.Token);
        }
    }

    [Fact]
    public async Task Start_ImageMissing_SaysHowToBuildIt()
    {
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Open("localhost/never-built:latest").StartAsync(Place.Job("true"), Token));
        Assert.Equal("conversion.image_missing", failed.Failure.Code);
        Assert.Contains("infra/local/converter/build", failed.Failure.Remedy, StringComparison.Ordinal);
    }

    public override ValueTask InitializeAsync()
    {
        podman.Need();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (ContainerRunner one in opened)
        {
            await one.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override IConversionRunner Open() => Open(Podman.Image);

    private ContainerRunner Open(string image)
    {
        ContainerRunner runner = Connect(image);
        opened.Add(runner);
        return runner;
    }

    private ContainerRunner Connect(string image)
    {
        ConversionOptions options = new() { JobsFolder = Place.JobsFolder, ContainerImage = image, ContainerEndpoint = podman.Endpoint };
        return new ContainerRunner(new JobFiles(options.JobsFolder), image, _ => ["/usr/bin/sh"], new ContainerEngines(options).FindAsync, TimeProvider.System);
    }
}
