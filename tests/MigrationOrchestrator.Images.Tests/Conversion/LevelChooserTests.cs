using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images.Tests.Conversion;

public sealed class LevelChooserTests
{
    [Theory]
    [InlineData(1e6, ConversionLevel.Small)]
    [InlineData(25e6, ConversionLevel.Balanced)]
    [InlineData(1e9, ConversionLevel.Fast)]
    public void Next_AfterTrials_IsTheLevelWithTheLeastConversionPlusUpload(double uploadBytesPerSecond, ConversionLevel expected)
    {
        LevelChooser chooser = Trained(() => uploadBytesPerSecond);

        Assert.Equal(expected, chooser.Next(ImageConverter.UnitBytes));
    }

    [Fact]
    public void Next_WhenTheUploadBecomesFaster_ChangesAtTheNextUnitOnly()
    {
        double upload = 1e6;
        LevelChooser chooser = Trained(() => upload);
        Assert.Equal(ConversionLevel.Small, chooser.Next(ImageConverter.UnitBytes));

        upload = 1e9;

        Assert.Equal(ConversionLevel.Small, chooser.Next(ImageConverter.UnitBytes + Slice.Bytes));
        Assert.Equal(ConversionLevel.Fast, chooser.Next(2L * ImageConverter.UnitBytes));
    }

    [Fact]
    public void Next_OverManySlices_TriesEveryLevelAgain()
    {
        LevelChooser chooser = Trained(() => 1e9);
        List<ConversionLevel> levels = Enumerable.Range(1, 300).Select(slice => chooser.Next((long)slice * Slice.Bytes)).ToList();

        Assert.Contains(ConversionLevel.Small, levels);
        Assert.Contains(ConversionLevel.Balanced, levels);
        Assert.InRange(levels.Count(level => level == ConversionLevel.Fast), 280, 299);
    }

    /// <summary>A chooser that has seen: small 100 MB/s to 0.33, balanced 200 MB/s to 0.36, fast 450 MB/s to 0.42.</summary>
    private static LevelChooser Trained(Func<double> upload)
    {
        LevelChooser chooser = new(parallelism: 2, upload);
        for (int trial = 0; trial < 6; trial++)
        {
            (double rate, double ratio) = chooser.Next(0) switch
            {
                ConversionLevel.Small => (100e6, 0.33),
                ConversionLevel.Balanced => (200e6, 0.36),
                _ => (450e6, 0.42),
            };
            chooser.Report((ConversionLevel)(trial % 3), Slice.Bytes, (int)(Slice.Bytes * ratio), TimeSpan.FromSeconds(Slice.Bytes / rate));
        }

        return chooser;
    }
}
