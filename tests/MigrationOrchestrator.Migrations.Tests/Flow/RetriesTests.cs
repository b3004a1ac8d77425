using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Tests.Flow;

public sealed class RetriesTests
{
    private static readonly Failure Away = new("network.broken", "No route to host.", Transient: true);

    [Theory]
    [InlineData(6, 300)]
    [InlineData(168, 6048)]
    public void Waits_GrowToTheirBound_AndEndWithThePatience(double hours, double longestSeconds)
    {
        RetryPolicy policy = Retries.For(new MigrationOptions { PatienceHours = hours });

        Assert.Equal(TimeSpan.FromSeconds(2), Retries.Next(policy, Away, 1, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(longestSeconds), Retries.Next(policy, Away, 60, TimeSpan.FromHours(hours / 2)));
        Assert.Null(Retries.Next(policy, Away, 60, TimeSpan.FromHours(hours)));
    }

    [Fact]
    public void Failures_ForGood_AreNotTriedAgain() => Assert.Null(Retries.Next(Retries.For(new MigrationOptions()), new Failure("cloud.forbidden", "No."), 1, TimeSpan.Zero));

    [Fact]
    public void Attempts_BoundThePatience()
    {
        RetryPolicy policy = Retries.For(new MigrationOptions { Attempts = 2 });

        Assert.NotNull(Retries.Next(policy, Away, 1, TimeSpan.Zero));
        Assert.Null(Retries.Next(policy, Away, 2, TimeSpan.Zero));
    }

    [Fact]
    public void Step_ThatWasBrokenOff_IsNoAttempt()
        => Assert.NotNull(Retries.Next(Retries.For(new MigrationOptions { Attempts = 1 }), new Failure(RunningSteps.Interrupted, "Broken off.", Transient: true), 1, TimeSpan.Zero));

    [Fact]
    public void Step_ThatTakesItsProcessDown_IsNotTriedForHours()
    {
        RetryPolicy policy = Retries.For(new MigrationOptions());
        Failure poisoned = new("activity.poisoned", "It was running each time the process died.");

        Assert.NotNull(Retries.Next(policy, poisoned, 7, TimeSpan.Zero));
        Assert.Null(Retries.Next(policy, poisoned, 8, TimeSpan.Zero));
    }
}
