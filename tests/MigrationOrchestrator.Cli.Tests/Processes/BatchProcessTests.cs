using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Processes;

public sealed class BatchProcessTests
{
    private const string Head = """
        defaults:
          source: { cloud: north }
          target: { cloud: vcd, catalog: templates }
          options: { chunkBytes: 1048576 }
        concurrency: { machines: 2 }

        """;

    private static readonly string[] Servers = ["web-1", "web-2", "web-3", "web-4"];

    [Fact]
    public async Task Batch_GoodFile_DeliversEveryMachine()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await StartAsync(folder, diskMiB: 2);
        string file = await FileAsync(folder, "machines: [web-1, web-2, { machine: web-3, wave: 2 }]");

        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, "batch", file, "--id", "b-1");
        MigratorResult again = await MigratorProcess.RunAsync(folder.Path, "batch", file, "--id", "b-1");
        MigratorResult status = await MigratorProcess.RunAsync(folder.Path, "batch", "status", "b-1", "--json");
        MigratorResult list = await MigratorProcess.RunAsync(folder.Path, "batch", "list");
        MigratorResult retry = await MigratorProcess.RunAsync(folder.Path, "batch", "retry", "b-1");

        Assert.True(run.Code == ExitCode.Done, run.Error + run.Output);
        Assert.Contains("3 of 3 machines done", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongInput, again.Code);
        Assert.Contains("migrator batch --resume b-1", again.Error, StringComparison.Ordinal);
        JsonElement view = JsonDocument.Parse(status.Output).RootElement;
        Assert.Equal("done", view.GetProperty("state").GetString());
        Assert.All(view.GetProperty("machines").EnumerateArray(), machine => Assert.Equal("done", machine.GetProperty("state").GetString()));
        Assert.Contains("b-1", list.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, retry.Code);
        Assert.Equal(3, clouds.Clouds.VCloud.State.Templates.Count);
        Assert.Equal(0, clouds.Clouds.OpenStack.Resources["snapshots"]);
    }

    [Fact]
    public async Task Batch_KilledAndResumed_GoesOnWhereItWas()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await StartAsync(folder, diskMiB: 8);
        string file = await FileAsync(folder, "machines: [web-1, web-2, web-3]");
        clouds.Limit(2 << 20);
        using MigratorProcess started = MigratorProcess.Start(folder.Path, ["batch", file, "--id", "b-1"]);
        await clouds.UntilServedAsync(chunks: 4);

        await started.SignalAsync("KILL");
        await started.EndAsync();
        clouds.Limit(null);
        MigratorResult watch = await MigratorProcess.RunAsync(folder.Path, "batch", "watch", "b-1");
        MigratorResult resumed = await MigratorProcess.RunAsync(folder.Path, "batch", "--resume", "b-1");

        Assert.Equal(ExitCode.WrongInput, watch.Code);
        Assert.Contains("migrator batch --resume b-1", watch.Error, StringComparison.Ordinal);
        Assert.True(resumed.Code == ExitCode.Done, resumed.Error + resumed.Output);
        Assert.Equal(3, clouds.Clouds.VCloud.State.Templates.Count);
        Assert.Equal(0, clouds.Clouds.OpenStack.Resources["snapshots"]);
        Assert.True(clouds.ServedChunks.Count <= (3 * 8) + 8, "more was read again than the chunks that were on their way");
    }

    [Fact]
    public async Task Batch_Interrupted_SaysHowToGoOn()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await StartAsync(folder, diskMiB: 8);
        string file = await FileAsync(folder, "machines: [web-1]");
        clouds.Limit(1 << 20);
        using MigratorProcess started = MigratorProcess.Start(folder.Path, ["batch", file, "--id", "b-1"]);
        await clouds.UntilServedAsync(chunks: 1);

        await started.SignalAsync("INT");
        MigratorResult stopped = await started.EndAsync();

        Assert.Equal(ExitCode.Interrupted, stopped.Code);
        Assert.Contains("migrator batch --resume b-1", stopped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_MachineThatIsNotThere_IsIncompleteAndTheRestArrives()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await StartAsync(folder, diskMiB: 1);
        string file = await FileAsync(folder, "machines: [web-1, no-such-server, { machine: web-2, after: [no-such-server] }]");

        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, "batch", file, "--json");

        Assert.Equal(ExitCode.Failed, run.Code);
        JsonElement view = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("incomplete", view.GetProperty("state").GetString());
        Assert.Equal(["done", "failed", "skipped"], view.GetProperty("machines").EnumerateArray().Select(machine => machine.GetProperty("state").GetString()));
        Assert.Single(clouds.Clouds.VCloud.State.Templates);
    }

    [Fact]
    public async Task Batch_FileWithMistakes_NamesEachAndStartsNothing()
    {
        using TemporaryFolder folder = new();
        string file = await FileAsync(folder, "machines: [web-1, { machine: web-2, after: [nobody] }]\nstopAfterFailures: 0");

        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, "batch", file, "--json");

        Assert.Equal(ExitCode.WrongInput, run.Code);
        Assert.Contains("stopAfterFailures", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_BatchesFilesAndSchedules_GoThroughIt()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await StartAsync(folder, diskMiB: 1);
        string file = await FileAsync(folder, "machines: [web-1, { machine: web-2, wave: 2 }]\napproveWaves: true");
        using MigratorProcess serve = MigratorProcess.Start(folder.Path, ["serve", "--url", "http://127.0.0.1:0", "--json"]);
        await serve.ReadLineAsync();

        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, "batch", file, "--id", "b-1", "--detach");
        using MigratorProcess watch = MigratorProcess.Start(folder.Path, ["batch", "watch", "b-1", "--json"]);
        string line = await watch.ReadLineAsync();
        while (!line.Contains("\"waitingForApproval\"", StringComparison.Ordinal))
        {
            line = await watch.ReadLineAsync();
        }

        MigratorResult refuse = await MigratorProcess.RunAsync(folder.Path, "batch", "approve", "b-1", "--refuse");
        MigratorResult ended = await watch.EndAsync();
        MigratorResult approve = await MigratorProcess.RunAsync(folder.Path, "batch", "approve", "b-1");
        MigratorResult unknown = await MigratorProcess.RunAsync(folder.Path, "batch", "status", "b-2");
        MigratorResult save = await MigratorProcess.RunAsync(folder.Path, "batch", "files", "save", "nightly", file);
        MigratorResult show = await MigratorProcess.RunAsync(folder.Path, "batch", "files", "show", "nightly");
        MigratorResult add = await MigratorProcess.RunAsync(folder.Path, "schedules", "add", "s", "--cron", "30 2 * * *", "--zone", "Europe/Berlin", "--batch-file", "nightly", "--missed", "skip");
        MigratorResult disable = await MigratorProcess.RunAsync(folder.Path, "schedules", "disable", "s", "--json");
        MigratorResult next = await MigratorProcess.RunAsync(folder.Path, "schedules", "next", "s", "--count", "3", "--json");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.True(refuse.Code == ExitCode.Done, refuse.Error);
        Assert.Equal(ExitCode.StoppedByPlan, ended.Code);
        Assert.Equal(ExitCode.Failed, approve.Code);
        Assert.Contains("batch.not_allowed", approve.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, unknown.Code);
        Assert.Contains("batch.unknown", unknown.Error, StringComparison.Ordinal);
        Assert.True(save.Code == ExitCode.Done, save.Error);
        Assert.Equal("web-1", JsonDocument.Parse(show.Output).RootElement.GetProperty("machines")[0].GetString());
        Assert.True(add.Code == ExitCode.Done, add.Error);
        Assert.Contains("Europe/Berlin", add.Output, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(disable.Output).RootElement.GetProperty("definition").GetProperty("enabled").GetBoolean());
        Assert.Equal(3, JsonDocument.Parse(next.Output).RootElement.GetArrayLength());
        Assert.Single(clouds.Clouds.VCloud.State.Templates);
    }

    private static async Task<TwoClouds> StartAsync(TemporaryFolder folder, int diskMiB)
    {
        TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB);
        clouds.AddServers(Servers);
        return clouds;
    }

    private static async Task<string> FileAsync(TemporaryFolder folder, string text)
    {
        string path = folder.File("batch.yaml");
        await File.WriteAllTextAsync(path, Head + text, TestContext.Current.CancellationToken);
        return path;
    }
}
