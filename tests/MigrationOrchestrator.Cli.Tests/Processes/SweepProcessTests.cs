using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Emulators.Faults;

namespace MigrationOrchestrator.Cli.Tests.Processes;

public sealed class SweepProcessTests
{
    private static readonly string[] Move = ["--from", "north", "--machine", "demo-server", "--to", "vcd", "--catalog", "templates", "--chunk-mib", "1"];

    [Fact]
    public async Task Sweep_AfterAMigrationWasStoppedAtOnce_RemovesItsThingsAndNothingElse()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 16);
        MigratorResult delivered = await MigratorProcess.RunAsync(folder.Path, ["run", "--id", "m-1", .. Move]);
        clouds.Limit(256 << 10);
        using MigratorProcess started = MigratorProcess.Start(folder.Path, ["run", "--id", "m-2", "--name", "other", .. Move]);
        await clouds.UntilServedAsync(chunks: 16 + 2);
        clouds.Clouds.OpenStack.Faults.Add(new FaultRule("/**/file", new FaultEffect { Status = 503 }));
        clouds.Limit(null);
        MigratorResult early = await MigratorProcess.RunAsync(folder.Path, "sweep", "--yes", "--unknown", "--json");
        await started.SignalAsync("KILL");
        await started.EndAsync();

        MigratorResult stopped = await MigratorProcess.RunAsync(folder.Path, "cancel", "m-2", "--now");
        MigratorResult status = await MigratorProcess.RunAsync(folder.Path, "status", "m-2");
        MigratorResult listed = await MigratorProcess.RunAsync(folder.Path, "sweep", "--json");
        int snapshotsAfterListing = clouds.Clouds.OpenStack.Resources["snapshots"];
        MigratorResult swept = await MigratorProcess.RunAsync(folder.Path, "sweep", "--yes");
        MigratorResult again = await MigratorProcess.RunAsync(folder.Path, "sweep", "--json");

        Assert.True(delivered.Code == ExitCode.Done, delivered.Error);
        Assert.True(early.Code == ExitCode.Done, early.Error);
        Assert.Empty(Items(early));
        Assert.True(stopped.Code == ExitCode.Done, stopped.Error);
        Assert.Contains("Terminated", status.Output, StringComparison.Ordinal);
        Assert.Contains("Left behind in the cloud 'north': image 'migration-m-2'", status.Output, StringComparison.Ordinal);
        Assert.Equal([("image", "m-2", "remove"), ("staged", "m-2", "remove")], Items(listed));
        Assert.Equal(1, snapshotsAfterListing);
        Assert.True(swept.Code == ExitCode.Done, swept.Error + swept.Output);
        Assert.Equal(0, clouds.Clouds.OpenStack.Resources["snapshots"]);
        Assert.Single(clouds.Clouds.VCloud.State.Templates);
        Assert.Empty(Items(again));
        Assert.False(Directory.Exists(Path.Combine(folder.Data.Staging, "m-2")));
    }

    private static IEnumerable<(string? Kind, string? Migration, string? Verdict)> Items(MigratorResult result)
        => [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("kind").GetString(), item.GetProperty("migration").GetString(), item.GetProperty("verdict").GetString()))];
}
