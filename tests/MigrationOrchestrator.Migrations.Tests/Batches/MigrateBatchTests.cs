using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Tests.Batches;

public sealed class MigrateBatchTests
{
    [Fact]
    public async Task Batch_WithABound_RunsThatManyMachinesAtATimeInTheFilesOrder()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- a\n- b\n- c\n- d", "concurrency: { machines: 2 }");

        await host.RunningAsync(batch, "a", "b");
        await host.EndAsync(batch, "b");
        await host.RunningAsync(batch, "a", "c");
        await host.EndAsync(batch, "a");
        await host.EndAsync(batch, "c");
        await host.EndAsync(batch, "d");
        BatchView ended = await host.EndedAsync(batch);

        Assert.Equal((BatchState.Done, BatchOutcome.Delivered, 4), (ended.State, ended.Receipt!.Outcome, ended.Receipt.Arrived));
    }

    [Fact]
    public async Task Batch_WithABoundOfACloud_LeavesOtherCloudsFree()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- a\n- b\n- { machine: c, source: { cloud: south } }", "concurrency: { machines: 3, clouds: { north: 1 } }");

        await host.RunningAsync(batch, "a", "c");
        await host.EndAsync(batch, "a");
        await host.RunningAsync(batch, "b", "c");
    }

    [Fact]
    public async Task Machine_ThatWaitsForAnother_StartsWhenThatArrivedAndIsSkippedWhenItDidNot()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- { machine: web, after: [db] }\n- db\n- cache\n- { machine: shop, after: [cache] }\n- { machine: page, after: [shop, db] }");

        await host.RunningAsync(batch, "db", "cache");
        await host.EndAsync(batch, "db");
        await host.RunningAsync(batch, "web", "cache");
        await host.EndAsync(batch, "cache", MigrationOutcome.Failed);
        await host.EndAsync(batch, "web");
        BatchView ended = await host.EndedAsync(batch);

        Assert.Equal([BatchMachineState.Done, BatchMachineState.Done, BatchMachineState.Failed, BatchMachineState.Skipped, BatchMachineState.Skipped], ended.Machines.Select(machine => machine.State));
        Assert.Equal((BatchState.Incomplete, 2, 1, 2), (ended.State, ended.Receipt!.Arrived, ended.Receipt.Failed, ended.Receipt.NotMoved));
        Assert.Equal((2, 1, 2), (ended.Progress.Done, ended.Progress.Failed, ended.Progress.NotMoved));
    }

    [Fact]
    public async Task Batch_OfWaves_BeginsTheNextWhenTheLastHasEnded()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- { machine: late, wave: 2 }\n- a\n- b");

        await host.RunningAsync(batch, "a", "b");
        await host.EndAsync(batch, "a");
        await host.RunningAsync(batch, "b");
        await host.EndAsync(batch, "b", MigrationOutcome.Failed);
        BatchView second = await host.RunningAsync(batch, "late");

        Assert.Equal((2, 2), (second.Wave, second.Waves.Count));
        Assert.Equal((2, 1, 1), (second.Waves[0].Progress.Machines, second.Waves[0].Progress.Done, second.Waves[0].Progress.Failed));
    }

    [Theory]
    [InlineData(true, BatchState.Done)]
    [InlineData(false, BatchState.Incomplete)]
    public async Task Batch_WithApprovals_WaitsBeforeEachWaveButTheFirst(bool approved, BatchState end)
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- quick-a\n- { machine: quick-b, wave: 2 }", "approveWaves: true");

        BatchView waiting = await host.UntilAsync(batch, view => view.State == BatchState.WaitingForApproval);
        await host.RestartAsync();
        CommandResult taken = await host.Batches.ApproveAsync(batch, new Approval(approved, "ada"), CancellationToken.None);
        BatchView ended = await host.EndedAsync(batch);

        Assert.Equal((2, CommandResult.Accepted, end), (waiting.Wave, taken, ended.State));
        Assert.Equal(approved ? BatchMachineState.Done : BatchMachineState.NotStarted, BatchHost.StateOf(ended, "quick-b"));
        Assert.Equal(approved ? null : "Wave 2 was refused by ada.", ended.Receipt!.StoppedBecause);
        Assert.Equal(CommandResult.NotAllowed, await host.Batches.ApproveAsync(batch, new Approval(true), CancellationToken.None));
    }

    [Fact]
    public async Task Batch_AfterItsBoundOfFailures_StartsNoFurtherMachineAndWaitsForThoseUnderWay()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- a\n- b\n- c\n- d\n- { machine: e, wave: 2 }", "concurrency: { machines: 3 }\nstopAfterFailures: 2");

        await host.RunningAsync(batch, "a", "b", "c");
        await host.EndAsync(batch, "a", MigrationOutcome.Failed);
        await host.RunningAsync(batch, "b", "c", "d");
        await host.EndAsync(batch, "b", MigrationOutcome.StoppedByPlan);
        await host.EndAsync(batch, "c");
        await host.EndAsync(batch, "d");
        BatchView ended = await host.EndedAsync(batch);

        Assert.Equal((BatchState.Incomplete, BatchMachineState.NotStarted, "2 machines failed."), (ended.State, BatchHost.StateOf(ended, "e"), ended.Receipt!.StoppedBecause));
    }

    [Fact]
    public async Task Cancel_OfARunningBatch_CancelsItsMachinesAndStartsNoOther()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- a\n- b\n- c", "concurrency: { machines: 2 }");
        await host.RunningAsync(batch, "a", "b");
        await host.EndAsync(batch, "a");
        await host.RunningAsync(batch, "b", "c");

        await host.Batches.CancelAsync(batch, "enough", CancellationToken.None);
        BatchView ended = await host.EndedAsync(batch);

        Assert.Equal(BatchState.Cancelled, ended.State);
        Assert.Equal([BatchMachineState.Done, BatchMachineState.Cancelled, BatchMachineState.Cancelled], ended.Machines.Select(machine => machine.State));
    }

    [Fact]
    public async Task Batch_WhoseEngineIsRestarted_GoesOnAndStartsNoMachineTwice()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- a\n- b\n- c", "concurrency: { machines: 1 }");
        foreach (string key in new[] { "a", "b", "c" })
        {
            await host.RunningAsync(batch, key);
            await host.RestartAsync();
            await host.EndAsync(batch, key);
        }

        Assert.Equal(BatchState.Done, (await host.EndedAsync(batch)).State);
        IReadOnlyList<HistoryEvent> history = await host.Client.GetHistoryAsync(batch, CancellationToken.None);
        Assert.Equal(3, history.OfType<SubOrchestrationCreated>().Count());
    }

    [Fact]
    public async Task Batch_OfTheMostMachines_StaysWithinAHistorysLimit()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        string machines = string.Join('\n', Enumerable.Range(0, BatchLimits.Machines).Select(number => $"- {ScriptedMachine.Quick}{number}"));
        InstanceId batch = await host.StartBatchAsync(machines, "concurrency: { machines: 50 }");

        BatchView ended = await host.EndedAsync(batch);

        Assert.Equal((BatchState.Done, BatchLimits.Machines), (ended.State, ended.Progress.Done));
        Assert.InRange((await host.Client.GetHistoryAsync(batch, CancellationToken.None)).Count, BatchLimits.Machines * 2, 4_999);
    }

    [Fact]
    public async Task Retry_OfAnEndedBatch_StartsOnlyWhatDidNotArrive()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- quick-a\n- b\n- { machine: c, after: [b, quick-a] }");
        Assert.Null(await host.Batches.RetryAsync(batch, CancellationToken.None));
        await host.EndAsync(batch, "b", MigrationOutcome.Failed);
        await host.EndedAsync(batch);

        InstanceId again = (await host.Batches.RetryAsync(batch, CancellationToken.None))!.Value;
        await host.EndAsync(again, "b");
        await host.EndAsync(again, "c");
        BatchView ended = await host.EndedAsync(again);

        Assert.Equal(["b", "c"], ended.Machines.Select(machine => machine.Key));
        Assert.Equal(BatchState.Done, ended.State);
        Assert.Null(await host.Batches.RetryAsync(again, CancellationToken.None));
    }

    [Fact]
    public async Task Retry_OfARefusedWave_WaitsForItsApproval()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId first = await host.StartBatchAsync("- quick-a\n- { machine: quick-b, wave: 2 }\n- { machine: quick-c, wave: 3 }", "approveWaves: true");
        await host.UntilAsync(first, view => view.State == BatchState.WaitingForApproval);
        await host.Batches.ApproveAsync(first, new Approval(false, "ada"), CancellationToken.None);
        await host.EndedAsync(first);

        InstanceId second = (await host.Batches.RetryAsync(first, CancellationToken.None))!.Value;
        BatchView waiting = await host.UntilAsync(second, view => view.State is BatchState.WaitingForApproval or BatchState.Done);
        await host.Batches.ApproveAsync(second, new Approval(false, "ada"), CancellationToken.None);
        await host.EndedAsync(second);
        InstanceId third = (await host.Batches.RetryAsync(second, CancellationToken.None))!.Value;
        foreach (int wave in new[] { 2, 3 })
        {
            await host.UntilAsync(third, view => view.State == BatchState.WaitingForApproval && view.Wave == wave);
            await host.Batches.ApproveAsync(third, new Approval(true, "ada"), CancellationToken.None);
        }

        Assert.Equal((BatchState.WaitingForApproval, 2, 2), (waiting.State, waiting.Wave, waiting.Machines.Count));
        Assert.Equal(BatchState.Done, (await host.EndedAsync(third)).State);
    }

    [Fact]
    public async Task Retry_OfTheFirstWave_NeedsNoApproval()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- { machine: a, wave: 2 }\n- { machine: quick-b, wave: 3 }", "approveWaves: true");
        await host.EndAsync(batch, "a", MigrationOutcome.Failed);
        await host.UntilAsync(batch, view => view.State == BatchState.WaitingForApproval);
        await host.Batches.ApproveAsync(batch, new Approval(true), CancellationToken.None);
        await host.EndedAsync(batch);

        InstanceId again = (await host.Batches.RetryAsync(batch, CancellationToken.None))!.Value;
        await host.EndAsync(again, "a");

        Assert.Equal(BatchState.Done, (await host.EndedAsync(again)).State);
    }

    [Fact]
    public async Task Suspend_OfABatch_HoldsItAndItsMachinesUntilItIsResumed()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- a\n- b", "concurrency: { machines: 1 }");
        await host.RunningAsync(batch, "a");

        await host.Batches.SuspendAsync(batch, "lunch", CancellationToken.None);
        BatchView held = await host.UntilAsync(batch, view => view.State == BatchState.Suspended && BatchHost.StateOf(view, "a") == BatchMachineState.Suspended);
        await host.Batches.ResumeAsync(batch, "back", CancellationToken.None);
        await host.EndAsync(batch, "a");
        await host.EndAsync(batch, "b");

        Assert.Equal(1, held.Progress.Running);
        Assert.Equal(BatchState.Done, (await host.EndedAsync(batch)).State);
    }

    [Fact]
    public async Task Suspend_OfABatch_LeavesAMigrationWhoseIdBeginsLikeTheBatchs()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- a");
        BatchView running = await host.RunningAsync(batch, "a");
        InstanceId foreign = new($"{batch}.other");
        await host.StartMachineAsync(foreign, "b");

        await host.Batches.SuspendAsync(batch, "lunch", CancellationToken.None);
        await host.UntilAsync(batch, view => BatchHost.StateOf(view, "a") == BatchMachineState.Suspended);

        Assert.Single(running.Machines);
        Assert.Equal(OrchestrationStatus.Running, (await host.Client.FindAsync(foreign, cancellation: CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Purge_OfAnEndedBatch_ForgetsItsMachinesAndWhatItWasStartedWith()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        InstanceId batch = await host.StartBatchAsync("- quick-a");
        await host.EndedAsync(batch);

        Assert.Equal(CommandResult.Accepted, await host.Batches.PurgeAsync(batch, CancellationToken.None));

        Assert.Null(await host.Batches.FindAsync(batch, CancellationToken.None));
        Assert.Null(await host.Client.FindAsync(MigrateBatch.MachineId(batch, "quick-a"), cancellation: CancellationToken.None));
        Assert.Null(await host.Store.FindRunAsync(batch, CancellationToken.None));
    }

    [Fact]
    public async Task Start_WithACloudThatNobodyRegistered_NamesTheMachineAndStartsNothing()
    {
        await using BatchHost host = await BatchHost.StartAsync();

        InvalidRequestException refused = await Assert.ThrowsAsync<InvalidRequestException>(() => host.StartBatchAsync("- a\n- { machine: b, target: { cloud: nowhere } }"));

        Assert.Equal("machines[1].target.cloud", Assert.Single(refused.Problems).Field);
        Assert.Empty((await host.Batches.ListAsync(new BatchFilter(), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Start_WithAnIdThatIsTaken_LeavesTheFirstBatchAsItWas()
    {
        await using BatchHost host = await BatchHost.StartAsync();
        BatchFile first = BatchFile.Parse("""{"machines":[{"machine":"a","source":{"cloud":"north"},"target":{"cloud":"vcd"}}]}""");
        BatchFile second = BatchFile.Parse("""{"machines":[{"machine":"b","source":{"cloud":"north"},"target":{"cloud":"vcd"}}]}""");
        InstanceId id = await host.Batches.StartAsync(first, new InstanceId("nightly"), CancellationToken.None);

        await Assert.ThrowsAsync<InstanceExistsException>(() => host.Batches.StartAsync(second, id, CancellationToken.None));
        await host.EndAsync(id, "a");

        Assert.Equal("a", Assert.Single((await host.EndedAsync(id)).Machines).Key);
    }
}
