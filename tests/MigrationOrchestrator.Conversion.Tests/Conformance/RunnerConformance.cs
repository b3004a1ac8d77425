using System.Net;
using System.Net.Sockets;
using MigrationOrchestrator.Conversion.Feeds;
using MigrationOrchestrator.Conversion.Tests.Feeds;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Conformance;

/// <summary>What every runner does with tools that behave: its tool is a shell.</summary>
public abstract class RunnerConformance : IAsyncLifetime
{
    internal JobPlace Place { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A runner over this test's place; each call is like another host.</summary>
    protected abstract IConversionRunner Open();

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Place.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Job_WithAFeed_SeesASocketThatItMayConnectToAndNothingElseOfIt()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Place.Folder, "feed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        await using IConversionFeed feed = new SocketFeeds().Open(folder, new RecordingExchange([1], target: null));

        ConversionJobState state = await RunAsync(Place.Job("test -S {input} && test -w {input} && echo yes; (echo > {input}) 2>/dev/null || echo no file") with { InputPath = feed.Address });

        Assert.Equal(("yes\nno file\n", ConversionPhase.Succeeded), (state.StandardOutput, state.Phase));
    }

    [Fact]
    public async Task Job_ThatSucceeds_LeavesItsOutputToTheHost()
    {
        ConversionJobState state = await RunAsync(Place.Job("cat {input} {input} > {output}; echo out; echo err >&2"));

        Assert.Equal((ConversionPhase.Succeeded, 0, null), (state.Phase, state.ExitCode, state.LimitReached));
        Assert.Equal("out\n", state.StandardOutput);
        Assert.Equal("err\n", state.StandardError);
        Assert.Equal(JobPlace.InputText + JobPlace.InputText, await File.ReadAllTextAsync(Place.Output, Token));
        Assert.Equal(2 * JobPlace.InputText.Length, state.OutputBytes);
        File.Move(Place.Output, Place.Output + ".adopted");
    }

    [Fact]
    public async Task Job_ThatSucceeds_LeavesTheInputAsItWas()
    {
        UnixFileMode mode = File.GetUnixFileMode(Place.Input);

        await RunAsync(Place.Job("true"));

        Assert.Equal(mode, File.GetUnixFileMode(Place.Input));
        Assert.Equal(JobPlace.InputText, await File.ReadAllTextAsync(Place.Input, Token));
    }

    [Fact]
    public async Task Job_ThatFails_GivesItsExitCodeAndWords()
    {
        ConversionJobState state = await RunAsync(Place.Job("echo broken image >&2; exit 3"));

        Assert.Equal((ConversionPhase.Failed, 3, null), (state.Phase, state.ExitCode, state.LimitReached));
        Assert.Equal("broken image\n", state.StandardError);
    }

    [Fact]
    public async Task Job_ThatTalksTooMuch_IsKeptToTheEndOfIt()
    {
        ConversionJobState state = await RunAsync(Place.Job("yes 0123456789 | head -c 300000; echo last; yes error | head -c 100000 >&2"));

        Assert.Equal(ConversionPhase.Succeeded, state.Phase);
        Assert.Equal(64 * 1024, state.StandardOutput.Length);
        Assert.EndsWith("last\n", state.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(16 * 1024, state.StandardError.Length);
    }

    [Fact]
    public async Task Start_WhileItRuns_DoesNothing()
    {
        IConversionRunner runner = Open();
        ConversionJob job = Place.Job("echo started >> {output}; while [ ! -s {input} ]; do sleep 0.05; done");
        await File.WriteAllTextAsync(Place.Input, "", Token);
        await runner.StartAsync(job, Token);

        await runner.StartAsync(job, Token);
        Assert.Equal(ConversionPhase.Running, (await runner.PollAsync(job.Key, TimeSpan.Zero, Token)).Phase);
        await File.WriteAllTextAsync(Place.Input, "go", Token);

        Assert.Equal(ConversionPhase.Succeeded, (await EndAsync(runner, job)).Phase);
        Assert.Equal("started\n", await File.ReadAllTextAsync(Place.Output, Token));
    }

    [Fact]
    public async Task Start_OfAFinishedJobOnAnotherHost_KeepsIt()
    {
        ConversionJob job = Place.Job("echo made >> {output}; echo said");
        await RunAsync(job);

        IConversionRunner next = Open();
        Assert.Equal(("said\n", ConversionPhase.Succeeded), (await StateOf(next), (await next.PollAsync(job.Key, TimeSpan.Zero, Token)).Phase));
        await next.StartAsync(job, Token);

        Assert.Equal(ConversionPhase.Succeeded, (await EndAsync(next, job)).Phase);
        Assert.Equal("made\n", await File.ReadAllTextAsync(Place.Output, Token));

        async Task<string> StateOf(IConversionRunner runner) => (await runner.PollAsync(job.Key, TimeSpan.Zero, Token)).StandardOutput;
    }

    [Fact]
    public async Task Poll_OfAJobThatNeverWas_IsLost()
        => Assert.Equal(ConversionPhase.Lost, (await Open().PollAsync("m-1/none", TimeSpan.FromSeconds(5), Token)).Phase);

    [Fact]
    public async Task Remove_OfARunningJob_EndsAndForgetsIt()
    {
        IConversionRunner runner = Open();
        ConversionJob job = Place.Job("sleep 300");
        await runner.StartAsync(job, Token);

        await runner.RemoveAsync(job.Key, Token);
        await runner.RemoveAsync(job.Key, Token);

        Assert.Equal(ConversionPhase.Lost, (await runner.PollAsync(job.Key, TimeSpan.Zero, Token)).Phase);
        Assert.Equal(ConversionPhase.Lost, (await Open().PollAsync(job.Key, TimeSpan.Zero, Token)).Phase);
    }

    [Fact]
    public async Task Start_AfterRemove_RunsAgain()
    {
        IConversionRunner runner = Open();
        await RunAsync(Place.Job("exit 1"), runner);
        await runner.RemoveAsync(Place.Job("").Key, Token);

        Assert.Equal(ConversionPhase.Succeeded, (await RunAsync(Place.Job("true"), runner)).Phase);
    }

    [Fact]
    public async Task Start_OutputFolderNotEmpty_IsRefused()
    {
        await File.WriteAllTextAsync(Path.Combine(Place.OutputFolder, "something"), "of somebody's", Token);

        Durable.FailureException failed = await Assert.ThrowsAsync<Durable.FailureException>(() => Open().StartAsync(Place.Job("true"), Token));

        Assert.Equal("conversion.output_not_empty", failed.Failure.Code);
    }

    [Fact]
    public async Task Start_InputMissing_SaysSo()
    {
        File.Delete(Place.Input);
        Durable.FailureException failed = await Assert.ThrowsAsync<Durable.FailureException>(() => Open().StartAsync(Place.Job("true"), Token));
        Assert.Equal("conversion.input_missing", failed.Failure.Code);
    }

    /// <summary>Whether a job can reach a server on this machine.</summary>
    protected async Task<bool> CanReachTheNetworkAsync()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        ConversionJobState state = await RunAsync(Place.Job($"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}'"));
        return state.Phase == ConversionPhase.Succeeded || listener.Pending();
    }

    protected async Task<ConversionJobState> RunAsync(ConversionJob job, IConversionRunner? runner = null)
    {
        runner ??= Open();
        await runner.StartAsync(job, Token);
        return await EndAsync(runner, job);
    }

    protected static async Task<ConversionJobState> EndAsync(IConversionRunner runner, ConversionJob job)
    {
        ConversionJobState state;
        do
        {
            state = await runner.PollAsync(job.Key, TimeSpan.FromSeconds(30), Token);
        }
        while (state.Phase == ConversionPhase.Running);
        return state;
    }
}
