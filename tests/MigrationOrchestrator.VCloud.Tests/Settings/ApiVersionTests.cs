using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud.Tests.Settings;

public sealed class ApiVersionTests
{
    [Theory]
    [InlineData("5.10", "5.9")]
    [InlineData("36.0", "5.1")]
    [InlineData("37.10", "37.2")]
    public void ApiVersion_ComparedAsPairOfNumbers_IsHigher(string higher, string lower)
    {
        Assert.True(ApiVersion.TryParse(higher, out ApiVersion one) & ApiVersion.TryParse(lower, out ApiVersion other));
        Assert.True(one > other);
    }

    [Theory]
    [InlineData("39.0.0-alpha")]
    [InlineData("39")]
    [InlineData("-1.0")]
    [InlineData("36,0")]
    [InlineData("")]
    [InlineData(null)]
    public void ApiVersion_OfOddText_IsNone(string? text) => Assert.False(ApiVersion.TryParse(text, out _));

    [Theory]
    [InlineData("37.2", "37.2")]
    [InlineData("36.0-37.1", "37.1")]
    [InlineData("-36.3", "36.3")]
    [InlineData("38.0-", "39.1")]
    [InlineData("-5.9", "5.1")]
    public void VersionBounds_OfSetting_TakeTheHighestWithin(string setting, string expected)
    {
        Assert.True(VersionBounds.TryParse(setting, out VersionBounds bounds));
        Assert.Equal(expected, bounds.Highest(Offered())?.ToString());
    }

    [Theory]
    [InlineData("new")]
    [InlineData("38.0-36.0")]
    [InlineData("36-37-38")]
    [InlineData("36.0..38.0")]
    public void VersionBounds_OfOddSetting_AreRefused(string setting) => Assert.False(VersionBounds.TryParse(setting, out _));

    [Fact]
    public void VersionBounds_WithNothingInCommon_GiveNone()
    {
        Assert.True(VersionBounds.TryParse("20.0-30.0", out VersionBounds bounds));
        Assert.Null(bounds.Highest(Offered()));
    }

    [Fact]
    public void VersionBounds_OfEverything_LeaveOutWhatWeDoNotSpeak() => Assert.Equal("39.1", VersionBounds.All.Highest([.. Offered(), new ApiVersion(40, 0)])?.ToString());

    private static ApiVersion[] Offered() => [new(5, 1), new(36, 0), new(36, 3), new(37, 0), new(37, 1), new(37, 2), new(38, 0), new(39, 1)];
}
