using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Commands;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Cli.Tests.Commands;

public sealed class HistoryCheckTests
{
    private static readonly HistoryCheckAnswer Intact = new(new InstanceId("m-1"), Intact: true, Commits: 3, Chained: 3, FirstBroken: null);
    private static readonly HistoryCheckAnswer Unchained = new(new InstanceId("m-1:disk-0"), Intact: false, Commits: 3, Chained: 0, FirstBroken: null);

    [Fact]
    public void CodeOf_AllIntact_IsDone() => Assert.Equal(ExitCode.Done, HistoryCheck.CodeOf([Intact]));

    [Fact]
    public void CodeOf_NoChain_IsNoCorruption() => Assert.Equal(ExitCode.WrongInput, HistoryCheck.CodeOf([Intact, Unchained]));

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, null)]
    [InlineData(0, 3)]
    public void CodeOf_ChainThatDoesNotFit_IsFailed(int chained, int? firstBroken)
        => Assert.Equal(ExitCode.Failed, HistoryCheck.CodeOf([Unchained, Intact with { Intact = false, Chained = chained, FirstBroken = firstBroken }]));
}
