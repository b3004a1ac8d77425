using System.Collections.Concurrent;
using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;
using Moq;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

public sealed class MigrateMachineTests
{
    /// <summary>Every call at the ports that a complete migration makes, removals aside.</summary>
    public static TheoryData<string> PortCalls => ["AuthenticateAsync", "DescribeAsync", "SurveyAsync", "BeginSnapshotAsync", "PollSnapshotAsync", "ProbeDiskAsync", "OpenDiskAsync", "BeginDeliveryAsync", "PollDeliveryAsync", "UploadPieceAsync", "BeginDeploymentAsync", "PollDeploymentAsync"];

    private static MigrationRequest Deploying => MigrationHost.Request with { Options = MigrationHost.Request.Options with { PowerOn = true } };

    [Fact]
    public async Task Migration_OfTwoDisks_DeliversThemWithProofAndLeavesNothingElse()
    {
        FakeCloud cloud = Cloud();
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync(Deploying);

        Assert.Equal((MigrationOutcome.Delivered, null), (receipt.Outcome, receipt.Failure));
        Assert.Equal(["disk-0", "disk-1"], receipt.Disks.Select(disk => disk.DiskId));
        Assert.All(receipt.Disks, disk => Assert.Equal(disk.GuestDigestSource, disk.GuestDigestDelivered));
        ConcurrentDictionary<string, byte[]> template = Assert.Single(cloud.Templates).Value;
        Assert.All(receipt.Disks, disk => Assert.Equal(disk.DeliveredSha256, Convert.ToHexStringLower(SHA256.HashData(template[$"{disk.DiskId}.vmdk"]))));
        Assert.Equal([LedgerState.Removed, LedgerState.Removed, LedgerState.Delivered, LedgerState.Delivered], receipt.Ledger.Select(entry => entry.State));
        Assert.Empty(cloud.Images);
        Assert.Single(cloud.Servers);
        Assert.All(cloud.Reads, read => Assert.Equal(1, read.Value));
        Assert.False(await host.HasStagedAsync());
        Assert.Subset(cloud.Calls.ToHashSet(), PortCalls.Select(row => row.Data).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(PortCalls))]
    public async Task Migration_WhenACallFailsForGood_RemovesAllThatItCreatedButWhatHasArrived(string call)
    {
        FakeCloud cloud = Cloud();
        cloud.Before = (name, _) => name == call ? throw new FailureException(new Failure("cloud.forbidden", "No.")) : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync(Deploying);

        Assert.Equal((MigrationOutcome.Failed, "cloud.forbidden"), (receipt.Outcome, receipt.Failure?.Code));
        Assert.Empty(cloud.Images);
        Assert.Empty(cloud.Servers);
        Assert.False(await host.HasStagedAsync());
        Assert.Empty(receipt.Leftovers);
        bool arrived = call is "BeginDeploymentAsync" or "PollDeploymentAsync";
        Assert.Equal(arrived ? 1 : 0, cloud.Templates.Count);
        Assert.Equal(arrived ? ["template"] : [], receipt.Ledger.Where(entry => entry.State == LedgerState.Delivered).Select(entry => entry.Kind));
        Assert.Equal(arrived, receipt.Failure?.Message.Contains("had arrived", StringComparison.Ordinal));
        Assert.Equal(arrived, receipt.DeliveryId is not null);
    }

    [Theory]
    [InlineData("OpenDiskAsync")]
    [InlineData("UploadPieceAsync")]
    [InlineData("BeginDeliveryAsync")]
    public async Task Migration_WhenACallFailsOnce_GoesOn(string call)
    {
        FakeCloud cloud = Cloud();
        cloud.Before = (name, count) => name == call && count == 1 ? throw new IOException("reset by peer") : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync();

        Assert.Equal(MigrationOutcome.Delivered, receipt.Outcome);
        MigrationView view = (await host.Migrations.FindAsync(receipt.Id, TestContext.Current.CancellationToken))!;
        Assert.Equal(1, view.Steps.Sum(step => step.Failures));
    }

    [Fact]
    public async Task Migration_OfASourceWithoutRanges_ReadsOneStreamADisk()
    {
        FakeCloud cloud = Cloud(ranged: false);
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync();

        Assert.Equal(MigrationOutcome.Delivered, receipt.Outcome);
        Assert.Equal([("disk-0", 0L), ("disk-1", 0L)], cloud.Reads.Keys.Order());
    }

    [Fact]
    public async Task Migration_WithAnotherHashThanTheSourceTells_Fails()
    {
        FakeCloud cloud = Cloud(wrongHash: new string('0', 64));
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync();

        Assert.Equal("source.hash_mismatch", receipt.Failure?.Code);
        Assert.Empty(cloud.Images);
        Assert.False(await host.HasStagedAsync());
    }

    [Fact]
    public async Task PlanOnly_ChangesNothing()
    {
        FakeCloud cloud = Cloud();
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        MigrationPlan plan = await host.Migrations.PlanAsync(MigrationHost.Request, TestContext.Current.CancellationToken);

        Assert.True(plan.CanRun);
        Assert.Equal("web", plan.Name);
        Assert.NotEmpty(plan.Hardware);
        Assert.Equal(["AuthenticateAsync", "DescribeAsync", "SurveyAsync"], cloud.Calls.Order());
        Assert.Empty((await host.Migrations.ListAsync(new MigrationFilter(), TestContext.Current.CancellationToken)).Items);
    }

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, false, false)]
    [InlineData(2, true, true)]
    public async Task Plan_OfARunningMachineWithSeveralDisks_SaysThatTheyAreTakenApart(int disks, bool running, bool warned)
    {
        FakeCloud cloud = new([.. Enumerable.Range(0, disks).Select(_ => new byte[512])]) { IsRunning = running };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        MigrationPlan plan = await host.Migrations.PlanAsync(MigrationHost.Request, TestContext.Current.CancellationToken);

        Assert.Equal(warned, plan.Findings.Any(finding => finding is { Code: "source.disks_apart", Severity: FindingSeverity.Warning }));
    }

    [Fact]
    public async Task Approval_BeforeThePlanIsMade_IsRefused()
    {
        FakeCloud cloud = Cloud();
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cloud.Before = (name, _) => name == "DescribeAsync" ? goOn.Task : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request with { Options = MigrationHost.Request.Options with { RequireApproval = true } }, null, TestContext.Current.CancellationToken);
        await host.UntilAsync(id, view => view.Stage == Stage.Plan);

        CommandResult early = await host.Migrations.ApproveAsync(id, new Approval(true, "me"), TestContext.Current.CancellationToken);
        goOn.SetResult();
        await host.UntilAsync(id, view => view.State == MigrationState.WaitingForApproval);

        Assert.Equal(CommandResult.NotAllowed, early);
        await host.Migrations.ApproveAsync(id, new Approval(false), TestContext.Current.CancellationToken);
        await host.EndAsync(id);
    }

    [Fact]
    public async Task Migration_WithAnIdThatLooksLikeAPlans_IsListed()
    {
        await using MigrationHost host = await MigrationHost.StartAsync(Cloud());
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, new InstanceId("plan-x"), TestContext.Current.CancellationToken);

        Assert.Equal([id], (await host.Migrations.ListAsync(new MigrationFilter(), TestContext.Current.CancellationToken)).Items.Select(item => item.Id));
        await host.EndAsync(id);
    }

    [Fact]
    public async Task Migration_WithAnErrorInItsPlan_StopsBeforeItChangesAnything()
    {
        FakeCloud cloud = Cloud(findings: [new Finding(FindingSeverity.Error, "target.name_taken", "Taken.")]);
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync();

        Assert.Equal(MigrationOutcome.StoppedByPlan, receipt.Outcome);
        Assert.DoesNotContain("BeginSnapshotAsync", cloud.Calls);
    }

    [Fact]
    public async Task Migration_WhereNoConversionCanRun_StopsAndSaysWhy()
    {
        FakeCloud cloud = Cloud();
        Mock<IConversionRunner> runner = new();
        runner.Setup(it => it.DescribeAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new FailureException(new Failure("conversion.tool_missing", "No migrator here.") { Remedy = "Install it." }));
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, runner.Object);

        Receipt receipt = await host.RunAsync();

        Assert.Equal(MigrationOutcome.StoppedByPlan, receipt.Outcome);
        Assert.Contains(new Finding(FindingSeverity.Error, "conversion.tool_missing", "No migrator here.", "Install it."), receipt.Plan!.Findings);
        Assert.DoesNotContain("BeginSnapshotAsync", cloud.Calls);
    }

    [Theory]
    [InlineData(true, MigrationOutcome.Delivered)]
    [InlineData(false, MigrationOutcome.Refused)]
    public async Task Migration_ThatNeedsApproval_DoesWhatIsSaid(bool approved, MigrationOutcome outcome)
    {
        await using MigrationHost host = await MigrationHost.StartAsync(Cloud());
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request with { Options = MigrationHost.Request.Options with { RequireApproval = true } }, null, TestContext.Current.CancellationToken);
        await host.UntilAsync(id, view => view.State == MigrationState.WaitingForApproval);

        Assert.Equal(CommandResult.Accepted, await host.Migrations.ApproveAsync(id, new Approval(approved, "me"), TestContext.Current.CancellationToken));

        Assert.Equal(outcome, (await host.EndAsync(id)).Outcome);
    }

    [Theory]
    [InlineData("BeginSnapshotAsync")]
    [InlineData("OpenDiskAsync")]
    [InlineData("UploadPieceAsync")]
    public async Task Cancel_InTheMiddleOfACall_RemovesWhatWasCreated(string call)
    {
        FakeCloud cloud = Cloud();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cloud.Before = (name, _) =>
        {
            if (name != call)
            {
                return Task.CompletedTask;
            }

            reached.TrySetResult();
            return goOn.Task;
        };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, null, TestContext.Current.CancellationToken);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(CommandResult.Accepted, await host.Migrations.CancelAsync(id, "changed my mind", TestContext.Current.CancellationToken));
        goOn.SetResult();
        Receipt receipt = await host.EndAsync(id);

        Assert.Equal((MigrationOutcome.Cancelled, Failure.Cancelled), (receipt.Outcome, receipt.Failure?.Code));
        Assert.Equal(MigrationState.Cancelled, (await host.Migrations.FindAsync(id, TestContext.Current.CancellationToken))!.State);
        Assert.Empty(cloud.Images);
        Assert.Empty(cloud.Templates);
        Assert.False(await host.HasStagedAsync());
    }

    [Fact]
    public async Task Start_WithAnUnknownCloud_NamesTheField()
    {
        await using MigrationHost host = await MigrationHost.StartAsync(Cloud());
        MigrationRequest request = MigrationHost.Request with { Target = MigrationHost.Request.Target with { Cloud = Clouds("nowhere") } };

        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => host.Migrations.StartAsync(request, null, TestContext.Current.CancellationToken));

        Assert.Equal("target.cloud", Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task Retry_OfAFailedMigration_StartsTheSameRequestAnew()
    {
        FakeCloud cloud = Cloud();
        cloud.Before = (name, count) => name == "ProbeDiskAsync" && count <= 2 ? throw new FailureException(new Failure("cloud.forbidden", "No.")) : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        Receipt failed = await host.RunAsync();

        InstanceId? again = await host.Migrations.RetryAsync(failed.Id, TestContext.Current.CancellationToken);

        Assert.Equal(MigrationOutcome.Failed, failed.Outcome);
        Assert.Equal(MigrationOutcome.Delivered, (await host.EndAsync(again!.Value)).Outcome);
        Assert.Equal([MigrationState.Done, MigrationState.Failed], (await host.Migrations.ListAsync(new MigrationFilter(), TestContext.Current.CancellationToken)).Items.Select(item => item.State));
    }

    private static Clouds.CloudName Clouds(string name) => Migrations.Clouds.CloudName.Parse(name);

    private static FakeCloud Cloud(bool ranged = true, string? wrongHash = null, IReadOnlyList<Finding>? findings = null)
        => new([RandomNumberGenerator.GetBytes((3 << 20) + 512), RandomNumberGenerator.GetBytes(1 << 20)]) { Ranged = ranged, WrongHash = wrongHash, Findings = findings ?? [] };
}
