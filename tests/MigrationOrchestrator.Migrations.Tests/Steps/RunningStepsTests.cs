using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Tests.Steps;

/// <summary>Long steps that are broken off, and those that begin once their migration was stopped.</summary>
public sealed class RunningStepsTests
{
    private static readonly InstanceId Machine = new("m1");
    private static readonly InstanceId Disk = Machine.Child("disk-0");

    private readonly RunningSteps running = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_OfAMachine_BreaksOffItsDisksStepsAndNobodyElses()
    {
        TaskCompletionSource over = new();
        Task<int> own = RunForeverAsync(Disk, Cancellation);
        Task<int> others = running.RunAsync(new InstanceId("m10:disk-0"), async step =>
        {
            await over.Task.WaitAsync(step);
            return 7;
        }, Cancellation);

        await running.StopAsync(Machine);

        FailureException broken = await Assert.ThrowsAsync<FailureException>(() => own);
        Assert.Equal((RunningSteps.Interrupted, true), (broken.Failure.Code, broken.Failure.Transient));
        over.SetResult();
        Assert.Equal(7, await others);
    }

    [Fact]
    public async Task Stop_OfADisk_LeavesTheOthersOfItsMachineAlone()
    {
        Task<int> own = RunForeverAsync(Disk, Cancellation);

        await running.StopAsync(Disk);

        _ = await Assert.ThrowsAsync<FailureException>(() => own);
        Assert.Equal(1, await running.RunAsync(Machine.Child("disk-1"), _ => Task.FromResult(1), Cancellation));
    }

    [Fact]
    public async Task AStepThatBeginsAfterTheStop_DoesNothing()
    {
        await running.StopAsync(Machine);
        bool hasBegun = false;

        FailureException broken = await Assert.ThrowsAsync<FailureException>(() => running.RunAsync(Disk, _ => Task.FromResult(hasBegun = true), Cancellation));

        Assert.Equal(RunningSteps.Interrupted, broken.Failure.Code);
        Assert.False(hasBegun);
        running.Forget(Machine);
        Assert.True(await running.RunAsync(Disk, _ => Task.FromResult(true), Cancellation));
    }

    [Fact]
    public async Task AHostThatStops_IsNoStopOfTheMigration()
    {
        using CancellationTokenSource host = new();
        Task<int> own = RunForeverAsync(Disk, host.Token);

        await host.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => own);
    }

    private Task<int> RunForeverAsync(InstanceId orchestration, CancellationToken host) => running.RunAsync(orchestration, async step =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, step);
        return 0;
    }, host);
}
