using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Commands;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;
using Moq;

namespace MigrationOrchestrator.Cli.Tests.Output;

public sealed class OutputTests
{
    private static readonly InstanceId Id = new("m-1");

    [Theory]
    [InlineData(MigrationState.Done, 0)]
    [InlineData(MigrationState.Failed, 1)]
    [InlineData(MigrationState.Cancelled, 1)]
    [InlineData(MigrationState.Blocked, 1)]
    [InlineData(MigrationState.Stopped, 3)]
    public void CodeOf_State_IsThePromisedExitCode(MigrationState state, int code) => Assert.Equal(code, FollowedMigration.CodeOf(state));

    [Fact]
    public async Task Follow_NoTerminal_WritesALineForEachChange()
    {
        using TestTerminal terminal = new();
        Queue<MigrationView> views = new([View(MigrationState.Running, 0), View(MigrationState.Running, 1), View(MigrationState.Running, 60), View(MigrationState.Done, 100)]);
        Mock<IMigrations> migrations = new();
        migrations.Setup(m => m.FindProgressAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(views.Dequeue);

        MigrationView last = await LiveProgress.FollowAsync(terminal.Terminal, migrations.Object, Id, TestContext.Current.CancellationToken);

        Assert.Equal(MigrationState.Done, last.State);
        Assert.Equal(
            ["Running Download disk-0:Download 0%", "Running Download disk-0:Download 60%", "Done Download disk-0:Download 100%"],
            terminal.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Follow_UnknownMigration_Fails()
    {
        Mock<IMigrations> migrations = new();

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Follow.UntilEndedAsync(migrations.Object, Id, _ => { }, TestContext.Current.CancellationToken));

        Assert.Equal("migration.unknown", failed.Failure.Code);
    }

    [Fact]
    public void Steps_Table_ShowsTimesBytesAndCalls()
    {
        using TestTerminal terminal = new();

        StepTables.Write(terminal.Terminal.Output, [new StepTiming("DownloadChunk", "disk-0", 4, DateTimeOffset.UnixEpoch, 2, 6, 64 << 20, 1, [new CallTiming("GET /v2/images/{id}/file", 4, 5_500)])]);

        Assert.Contains("DownloadChunk", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("64 MiB", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("32 MiB/s", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("GET /v2/images/{id}/file", terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(5368709120, "5 GiB")]
    public void Bytes_Amount_IsBinary(double count, string text) => Assert.Equal(text, Amount.Bytes(count));

    [Fact]
    public void Write_Failure_ShowsCodeRequestIdAndRemedy()
    {
        using TestTerminal terminal = new();
        Failure failure = new("source.unauthorized", "Keystone said [no].") { Provider = "openstack", RequestId = "req-7", Remedy = "Register it again." };

        int code = ErrorReport.Write(terminal.Terminal, new FailureException(failure), json: false, interrupted: false);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("source.unauthorized", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("Keystone said [no].", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("req-7", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("Register it again.", terminal.Error, StringComparison.Ordinal);
    }

    private static MigrationView View(MigrationState state, long done) => new(
        Id,
        state,
        Stage.Download,
        new MigrationRequest(new MachineRef(CloudName.Parse("north"), "web-1"), new TargetPlace(CloudName.Parse("vcd"))),
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch,
        [new DiskProgress("disk-0", Stage.Download, done, 100)]);
}
