using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Cli.Tests.Output;

public sealed class BatchOutputTests
{
    [Fact]
    public void Live_ManyMachinesOnTheirWay_FitAScreen()
    {
        using TestTerminal terminal = new();

        terminal.Terminal.Output.Write(LiveBatch.Render(View(BatchState.Running, running: 40)));

        string[] lines = [.. terminal.Output.Split('\n').Where(line => line.Trim().Length > 0)];
        Assert.True(lines.Length < 24, $"{lines.Length} lines");
        Assert.Contains("wave 1 of 2: 3 of 50 machines done, 40 running, 1 failed, 1 GiB read, 10 MiB/s, about 90.0 s left", lines[0], StringComparison.Ordinal);
        Assert.Contains("m-0 ", lines[1], StringComparison.Ordinal);
        Assert.Contains("Download 5 MiB of 10 MiB, 1 MiB/s", lines[1], StringComparison.Ordinal);
        Assert.Contains("and 24 more", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Live_WaitingForApproval_SaysTheCommand()
    {
        using TestTerminal terminal = new();

        terminal.Terminal.Output.Write(LiveBatch.Render(View(BatchState.WaitingForApproval, running: 0)));

        Assert.Contains("migrator batch approve b-1", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OneBatch_ShowsWavesAndWhyAMachineFailed()
    {
        using TestTerminal terminal = new();
        BatchView view = View(BatchState.Incomplete, running: 1);
        BatchMachine failed = view.Machines[0] with { State = BatchMachineState.Failed, Failure = new Failure("source.machine_not_found", "There is no [server].") };

        BatchText.WriteOne(terminal.Terminal.Output, view with { Machines = [failed] });

        Assert.Contains("Wave 2: ", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("source.machine_not_found: There is no [server].", terminal.Output, StringComparison.Ordinal);
    }

    private static BatchView View(BatchState state, int running)
    {
        CloudName north = CloudName.Parse("north");
        BatchProgress progress = new(50, running, 3, 1, 0, 1 << 30) { BytesPerSecond = 10 << 20, RemainingSeconds = 90 };
        return new BatchView(new InstanceId("b-1"), state, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, progress)
        {
            Wave = 1,
            Waves = [new WaveView(1, progress), new WaveView(2, progress)],
            Machines = [.. Enumerable.Range(0, running).Select(number => new BatchMachine($"m-{number}", new InstanceId($"b-1.m-{number}"), 1, north, "m", north, BatchMachineState.Running, Stage.Download, 5 << 20) { TotalBytes = 10 << 20, BytesPerSecond = 1 << 20 })],
        };
    }
}
