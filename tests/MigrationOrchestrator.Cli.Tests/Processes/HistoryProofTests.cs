using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;
using SQLitePCL;

namespace MigrationOrchestrator.Cli.Tests.Processes;

/// <summary>What users do with a stored history: prove that nobody changed it, and replay it with today's build.</summary>
public sealed class HistoryProofTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_Chained_IsIntactUntilAFactIsChangedAndReplayTellsWhatDiffers()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 2);
        await File.WriteAllTextAsync(folder.Data.Configuration, """{ "engine": { "chainHistory": true } }""", Cancellation);
        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, "run", "--id", "m-1", "--from", "north", "--machine", "demo-server", "--to", "vcd", "--catalog", "templates", "--chunk-mib", "1");
        Assert.True(run.Code == ExitCode.Done, run.Error + run.Output);

        MigratorResult intact = await MigratorProcess.RunAsync(folder.Path, "history", "m-1", "--verify");
        MigratorResult exported = await MigratorProcess.RunAsync(folder.Path, "history", "m-1", "--json");
        string changed = folder.File("changed.json");
        await File.WriteAllTextAsync(changed, exported.Output.Replace("\"ProbeDisk\"", "\"ProbeDisque\"", StringComparison.Ordinal), Cancellation);
        MigratorResult replay = await MigratorProcess.RunAsync(folder.Path, "replay", changed);
        Change(folder.Data.Engine, "UPDATE history SET events = CAST(substr(events, 1, length(events) - 1) || x'00' AS BLOB) WHERE id = (SELECT min(id) + 2 FROM history)");
        MigratorResult tampered = await MigratorProcess.RunAsync(folder.Path, "history", "m-1", "--verify");
        MigratorResult asJson = await MigratorProcess.RunAsync(folder.Path, "history", "m-1", "--verify", "--json");

        Assert.True(intact.Code == ExitCode.Done, intact.Output + intact.Error);
        Assert.Contains("intact m-1", intact.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not intact", intact.Output, StringComparison.Ordinal);
        AssertDiffers(replay);
        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (tampered.Code, asJson.Code));
        Assert.Contains("not intact m-1", tampered.Output, StringComparison.Ordinal);
        Assert.Contains("does not fit the chain", tampered.Output, StringComparison.Ordinal);
        Assert.Contains("\"firstBroken\": 3", asJson.Output, StringComparison.Ordinal);
    }

    private static void AssertDiffers(MigratorResult replay)
    {
        Assert.True(replay.Code == ExitCode.Failed, replay.Output + replay.Error);
        Assert.Contains("differs m-1", replay.Output, StringComparison.Ordinal);
        Assert.Matches(@"step \| recorded +\| replayed", replay.Output);
        Assert.Contains("! ", replay.Output, StringComparison.Ordinal);
        Assert.Contains("activity ProbeDisque", replay.Output, StringComparison.Ordinal);
        Assert.Contains("activity ProbeDisk ", replay.Output, StringComparison.Ordinal);
    }

    private static void Change(string file, string sql)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(file, out sqlite3 database));
        using (database)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, sql));
            Assert.Equal(1, raw.sqlite3_changes(database));
        }
    }
}
