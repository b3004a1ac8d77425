using System.Diagnostics;
using System.Runtime.InteropServices;
using MigrationOrchestrator.Conversion.Feeds;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Conversion.Tests.Conformance;
using MigrationOrchestrator.Conversion.Tests.Feeds;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Processes;

/// <summary>What holds for processes with and without bubblewrap.</summary>
public abstract class ProcessRunnerTests(bool isShutIn) : HostileConformance
{
    private readonly List<ProcessRunner> opened = [];

    [Fact]
    public async Task Host_Killed_LosesTheJobAndNothingOfItGoesOn()
    {
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(KilledHost).Assembly.Location] : [];
        using Process host = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. self, KilledHost.Word, Place.Folder, isShutIn.ToString()]) { RedirectStandardOutput = true })!;
        Assert.Equal("started", await host.StandardOutput.ReadLineAsync(Token));
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(20));
        while (JobSleepers() < 3)
        {
            await look.WaitForNextTickAsync(Token);
        }

        host.Kill();
        await host.WaitForExitAsync(Token);

        IConversionRunner next = Open();
        ConversionJob job = Place.Job("echo again > {output}");
        Assert.Equal(ConversionPhase.Lost, (await next.PollAsync(job.Key, TimeSpan.Zero, Token)).Phase);
        while (JobSleepers() > 0)
        {
            await look.WaitForNextTickAsync(Token);
        }

        Assert.Equal(ConversionPhase.Succeeded, (await RunAsync(job, next)).Phase);
        Assert.Equal("again\n", await File.ReadAllTextAsync(Place.Output, Token));
    }

    [Fact]
    public async Task DotNetTool_WithinItsLimits_Works()
    {
        ConversionJob job = Place.Job("") with { Arguments = ["convert", "{input}", "{output}"] };

        ConversionJobState state = await RunAsync(job, Track(ProcessRunners.Open(Place, isShutIn, DotNet())));

        Assert.Equal(("", ConversionPhase.Succeeded), (state.StandardError, state.Phase));
        Assert.Equal(JobPlace.InputText, await File.ReadAllTextAsync(Place.Output, Token));
    }

    [Fact]
    public async Task DotNetTool_ThatIsFed_ReadsAndHandsOverThroughItsSocketAlone()
    {
        byte[] source = new byte[(2 << 20) + 512];
        new Random(1).NextBytes(source);
        RecordingExchange exchange = new(source, TargetImage.VmdkStreamOptimized);
        await using IConversionFeed feed = new SocketFeeds().Open(Directory.CreateDirectory(Path.Combine(Place.Folder, "feed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName, exchange);
        ConversionJob job = Place.Job("") with { Arguments = ["feed", "{input}"], InputPath = feed.Address, Limits = JobPlace.Limits with { MemoryBytes = 1L << 30 } };

        ConversionJobState state = await RunAsync(job, Track(ProcessRunners.Open(Place, isShutIn, DotNet())));

        Assert.Equal(("", ConversionPhase.Succeeded, null), (state.StandardError, state.Phase, feed.Fault));
        Assert.StartsWith(GuestDigest.Algorithm, state.StandardOutput, StringComparison.Ordinal);
        Assert.NotEmpty(exchange.Pieces);
        Assert.Equal(0, state.OutputBytes);
    }

    [Fact]
    public async Task DotNetTool_EatsMemory_IsStopped()
    {
        ConversionJob job = Place.Job("") with { Arguments = ["eat", "1000"] };

        ConversionJobState state = await RunAsync(job, Track(ProcessRunners.Open(Place, isShutIn, DotNet())));

        Assert.Equal((ConversionPhase.Failed, "memory"), (state.Phase, state.LimitReached));
    }

    [Fact]
    public async Task Jobs_ManyOnOneInput_AllReadIt()
    {
        IConversionRunner runner = Open();
        UnixFileMode mode = File.GetUnixFileMode(Place.Input);
        List<ConversionJob> jobs = [.. Enumerable.Range(0, 4).Select(i => Place.Job("sleep 0.3; cat {input} > {output}", key: $"m-1/{i}") with { OutputFolder = Directory.CreateDirectory(Path.Combine(Place.Folder, $"out{i}")).FullName })];

        ConversionJobState[] states = await Task.WhenAll(jobs.Select(job => RunAsync(job, runner)));

        Assert.All(states, state => Assert.Equal(("", ConversionPhase.Succeeded), (state.StandardError, state.Phase)));
        Assert.Equal(mode, File.GetUnixFileMode(Place.Input));
    }

    [Fact]
    public async Task Host_Disposed_EndsItsJobs()
    {
        ProcessRunner runner = ProcessRunners.Open(Place, isShutIn);
        await runner.StartAsync(Place.Job("echo > {output}; sleep 300"), Token);

        await runner.DisposeAsync();

        Assert.NotEqual(ConversionPhase.Succeeded, (await Open().PollAsync(Place.Job("").Key, TimeSpan.Zero, Token)).Phase);
    }

    public override ValueTask InitializeAsync()
    {
        Assert.SkipWhen(isShutIn && ProcessRunners.Bubblewrap is null, "bubblewrap is not installed (apt-get install bubblewrap)");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are shut in on Linux only.");
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (ProcessRunner one in opened)
        {
            await one.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override IConversionRunner Open() => Track(ProcessRunners.Open(Place, isShutIn));

    private ProcessRunner Track(ProcessRunner runner)
    {
        opened.Add(runner);
        return runner;
    }

    private static ToolCommand DotNet()
    {
        string runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string tests = typeof(DotNetTool).Assembly.Location;
        return new ToolCommand(Path.Combine(runtime, "dotnet"), ["exec", tests, DotNetTool.Word], [runtime, Path.GetDirectoryName(tests)!], new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0" });
    }

    /// <summary>How many of the killed host's sleeping processes there are.</summary>
    private int JobSleepers()
        => Directory.EnumerateDirectories("/proc").Count(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")) == $"sleep\0{KilledHost.SleepOf(Place.Folder)}\0";
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        });
}

/// <summary>With bubblewrap.</summary>
public sealed class BubblewrapTests() : ProcessRunnerTests(isShutIn: true)
{
    [Fact]
    public async Task Hostile_UsesTheNetwork_Cannot() => Assert.False(await CanReachTheNetworkAsync());

    [Fact]
    public async Task Describe_Always_LacksNothing()
    {
        RunnerDescription description = await Open().DescribeAsync(Token);
        Assert.Equal("process+bubblewrap", description.Name);
        Assert.Empty(description.Missing);
    }

    [Fact]
    public async Task Hostile_LooksAround_SeesNothingOfTheHost()
    {
        ConversionJobState state = await RunAsync(Place.Job("ls /; echo; ls /proc | grep -c '^[0-9]'; echo; env | sort | cut -d= -f1; echo; id -u"));

        string[] parts = state.StandardOutput.Split("\n\n");
        Assert.DoesNotContain("etc/passwd", parts[0], StringComparison.Ordinal);
        Assert.DoesNotContain("home", parts[0], StringComparison.Ordinal);
        Assert.True(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) < 10);
        Assert.Equal(["DOTNET_GCHeapHardLimit", "HOME", "LANG", "PATH", "PWD", "TMPDIR"], parts[2].Split('\n').Where(name => name is not ("_" or "SHLVL" or "OLDPWD")));
        Assert.NotEqual("0", parts[3].Trim());
    }
}

/// <summary>Without bubblewrap.</summary>
public sealed class BareProcessTests() : ProcessRunnerTests(isShutIn: false)
{
    protected override bool GuardsFiles => SandboxProbe.IsRoot;

    [Fact]
    public async Task Describe_Always_SaysWhatIsMissing()
    {
        RunnerDescription description = await Open().DescribeAsync(Token);
        Assert.Equal("process", description.Name);
        Assert.Contains(description.Missing, missing => missing.Contains("network", StringComparison.Ordinal));
        Assert.Contains(description.Missing, missing => missing.Contains("bubblewrap is not installed", StringComparison.Ordinal));
    }
}
