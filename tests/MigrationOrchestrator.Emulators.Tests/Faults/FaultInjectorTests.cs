using MigrationOrchestrator.Emulators.Faults;

namespace MigrationOrchestrator.Emulators.Tests.Faults;

public sealed class FaultInjectorTests
{
    private static readonly FaultEffect Reset = new() { Reset = true };

    [Theory]
    [InlineData("/v2/images/*/file", "/v2/images/abc/file", true)]
    [InlineData("/v2/images/*/file", "/v2/images/a/b/file", false)]
    [InlineData("/v2/images/*", "/v2/images/abc/file", false)]
    [InlineData("**/action", "/v2.1/servers/abc/action", true)]
    [InlineData("/v2.1/servers", "/v2x1/servers", false)]
    public void Path_WithStars_MatchesWhole(string pattern, string path, bool matches)
    {
        FaultInjector faults = new();
        faults.Add(new FaultRule(pattern, Reset));

        Assert.Equal(matches, faults.Decide("GET", path) is not null);
    }

    [Fact]
    public void Nth_Given_FiresOnce()
    {
        FaultInjector faults = new();
        faults.Add(new FaultRule("/a", Reset) { Method = "get", Nth = 2 });

        Assert.Null(faults.Decide("GET", "/a"));
        Assert.Null(faults.Decide("POST", "/a"));
        Assert.Same(Reset, faults.Decide("GET", "/a"));
        Assert.Null(faults.Decide("GET", "/a"));
    }

    [Fact]
    public void Every_WithTimes_StopsAfterThem()
    {
        FaultInjector faults = new();
        faults.Add(new FaultRule("**", Reset) { Every = 3, Times = 2 });

        IEnumerable<int> fired = Enumerable.Range(1, 12).Where(_ => faults.Decide("GET", "/a") is not null);

        Assert.Equal([3, 6], fired);
    }

    [Fact]
    public void Probability_SameSeed_FiresAlike()
    {
        static List<bool> Roll()
        {
            FaultInjector faults = new(seed: 7);
            faults.Add(new FaultRule("**", Reset) { Probability = 0.5 });
            return [.. Enumerable.Range(0, 64).Select(_ => faults.Decide("GET", "/a") is not null)];
        }

        List<bool> first = Roll();

        Assert.Equal(first, Roll());
        Assert.Contains(true, first);
        Assert.Contains(false, first);
    }

    [Fact]
    public void Replace_UnsoundRule_NamesItAndKeepsTheOthers()
    {
        FaultInjector faults = new();
        faults.Add(new FaultRule("/kept", Reset));

        ArgumentException wrong = Assert.Throws<ArgumentException>(() => faults.Replace([new FaultRule("/a", new FaultEffect { Status = 99 })]));

        Assert.Contains("effect.status: 99", wrong.Message, StringComparison.Ordinal);
        Assert.Equal("/kept", Assert.Single(faults.Rules).Path);
    }
}
