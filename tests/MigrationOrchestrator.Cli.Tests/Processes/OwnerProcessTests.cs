using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Processes;

/// <summary>Several commands on one data folder, one of which owns it and ends first.</summary>
public sealed class OwnerProcessTests
{
    private static readonly string[] Move = ["--from", "north", "--machine", "demo-server", "--to", "vcd", "--catalog", "templates", "--chunk-mib", "1", "--approval"];

    [Fact]
    public async Task Owner_ThatEndsWithItsOwnWork_LeavesTheOthersToAnotherCommand()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 2);
        using MigratorProcess owner = MigratorProcess.Start(folder.Path, ["run", "--id", "m-1", "--name", "first", .. Move]);
        await UntilWaitingAsync(folder, "m-1");
        using MigratorProcess second = MigratorProcess.Start(folder.Path, ["run", "--id", "m-2", "--name", "second", .. Move]);
        await UntilWaitingAsync(folder, "m-2");
        using MigratorProcess watch = MigratorProcess.Start(folder.Path, ["watch", "m-2", "--json"]);
        Assert.Contains("\"waitingForApproval\"", await watch.ReadLineAsync(), StringComparison.Ordinal);

        MigratorResult refused = await MigratorProcess.RunAsync(folder.Path, ["run", "--id", "m-3", "--detach", .. Move]);
        MigratorResult approved = await MigratorProcess.RunAsync(folder.Path, "approve", "m-1");
        MigratorResult first = await owner.EndAsync();
        MigratorResult approvedToo = await MigratorProcess.RunAsync(folder.Path, "approve", "m-2");
        MigratorResult rest = await second.EndAsync();
        MigratorResult watched = await watch.EndAsync();

        Assert.Equal(ExitCode.WrongInput, refused.Code);
        Assert.Contains("owner.none", refused.Error, StringComparison.Ordinal);
        Assert.True(approved.Code == ExitCode.Done, approved.Error);
        Assert.True(first.Code == ExitCode.Done, first.Error);
        Assert.True(approvedToo.Code == ExitCode.Done, approvedToo.Error);
        Assert.True(rest.Code == ExitCode.Done, rest.Error);
        Assert.Contains("it goes on in this one", rest.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Data.Receipts, "m-2.json")));
        Assert.True(watched.Code == ExitCode.Done, watched.Error);
        Assert.Equal(2, clouds.Clouds.VCloud.State.Templates.Count);
    }

    private static async Task UntilWaitingAsync(TemporaryFolder folder, string id)
    {
        while (!(await MigratorProcess.RunAsync(folder.Path, "status", id, "--json")).Output.Contains("\"waitingForApproval\"", StringComparison.Ordinal))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
