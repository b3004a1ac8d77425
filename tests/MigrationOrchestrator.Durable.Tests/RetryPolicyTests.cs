namespace MigrationOrchestrator.Durable.Tests;

public sealed class RetryPolicyTests
{
    private static readonly Failure Passing = new("x", "y", Transient: true);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 10)]
    public void NextDelay_BacksOffUpToItsBound(int attempt, int seconds)
    {
        RetryPolicy policy = new(9, TimeSpan.FromSeconds(2)) { MaxInterval = TimeSpan.FromSeconds(10) };

        Assert.Equal(TimeSpan.FromSeconds(seconds), policy.NextDelay(Passing, attempt, TimeSpan.Zero));
    }

    [Fact]
    public void NextDelay_AfterTheLastAttempt_IsNone() => Assert.Null(new RetryPolicy(3, TimeSpan.FromSeconds(1)).NextDelay(Passing, 3, TimeSpan.Zero));

    [Fact]
    public void NextDelay_OfAFailureThatStays_IsNone() => Assert.Null(new RetryPolicy(3, TimeSpan.FromSeconds(1)).NextDelay(new Failure("x", "y"), 1, TimeSpan.Zero));

    [Fact]
    public void NextDelay_WhereTheProviderNamesATime_WaitsThatLong()
        => Assert.Equal(TimeSpan.FromSeconds(30), new RetryPolicy(3, TimeSpan.FromSeconds(1)).NextDelay(Passing with { RetryAfterSeconds = 30 }, 1, TimeSpan.Zero));

    [Fact]
    public void NextDelay_WhereTheProviderNamesMoreThanTheLongestInterval_WaitsThatLong()
    {
        RetryPolicy policy = new(3, TimeSpan.FromSeconds(1)) { MaxInterval = TimeSpan.FromSeconds(10) };

        Assert.Equal(TimeSpan.FromSeconds(90), policy.NextDelay(Passing with { RetryAfterSeconds = 90 }, 1, TimeSpan.Zero));
    }

    [Fact]
    public void NextDelay_BeyondTheTotalTimeout_IsNone()
    {
        RetryPolicy policy = new(9, TimeSpan.FromSeconds(10)) { TotalTimeout = TimeSpan.FromSeconds(15) };

        Assert.NotNull(policy.NextDelay(Passing, 1, TimeSpan.FromSeconds(5)));
        Assert.Null(policy.NextDelay(Passing, 1, TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void Validated_OutOfRange_NamesTheValue()
    {
        Assert.Equal("MaxAttempts", Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(0, TimeSpan.FromSeconds(1)).Validated()).ParamName);
        Assert.Equal("BackoffCoefficient", Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.FromSeconds(1), 0.5).Validated()).ParamName);
    }
}
