using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;

namespace MigrationOrchestrator.Migrations.Tests.Deliveries;

public sealed class UploadRatesTests
{
    private static readonly CloudName Near = CloudName.Parse("near");
    private readonly UploadRates rates = new();

    [Fact]
    public void Rate_OfACloudThatNothingWasUploadedTo_IsUnknown()
    {
        rates.Observe(CloudName.Parse("far"), 10 << 20, TimeSpan.FromSeconds(1));

        Assert.Null(rates.Find(Near));
    }

    [Fact]
    public void Rate_AfterUploads_FollowsTheLast()
    {
        rates.Observe(Near, 100 << 20, TimeSpan.FromSeconds(1));
        double first = rates.Find(Near)!.Value;
        for (int i = 0; i < 20; i++)
        {
            rates.Observe(Near, 10 << 20, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(100 << 20, first);
        Assert.InRange(rates.Find(Near)!.Value, 10 << 20, 11 << 20);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(-5, 1)]
    [InlineData(10 << 20, 0)]
    public void Rate_OfWhatTellsNothing_IsNotTaken(long bytes, int seconds)
    {
        rates.Observe(Near, bytes, TimeSpan.FromSeconds(seconds));

        Assert.Null(rates.Find(Near));
    }
}
