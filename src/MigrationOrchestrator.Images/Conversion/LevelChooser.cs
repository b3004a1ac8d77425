namespace MigrationOrchestrator.Images.Conversion;

/// <summary>
/// Chooses the level at which conversion plus upload takes the least time. The upload begins when the length is known,
/// that is after the conversion, so both times add up: seconds per guest byte = encoding + (output / input) / upload rate.
/// </summary>
/// <remarks>
/// The first slices try all levels, later one in 64 tries another than the chosen one, and old measurements fade, so that
/// the choice follows content, load and network. It changes between units only. Safe for concurrent use.
/// </remarks>
/// <param name="parallelism">Slices encoded at the same time.</param>
/// <param name="uploadBytesPerSecond">The upload's expected rate, or null where nobody knows.</param>
internal sealed class LevelChooser(int parallelism, Func<double>? uploadBytesPerSecond)
{
    /// <summary>What is assumed of an upload that nobody measured: a quarter of a 1 Gb/s link.</summary>
    private const double AssumedUploadBytesPerSecond = 31e6;
    private const int FirstTrials = 6;
    private const int TrialInterval = 64;
    private const double Fading = 0.98;

    private static readonly ConversionLevel[] Levels = [ConversionLevel.Small, ConversionLevel.Balanced, ConversionLevel.Fast];

    private readonly Lock gate = new();
    private readonly Measurement[] measured = [new(), new(), new()];
    private ConversionLevel chosen = ConversionLevel.Balanced;
    private long unit = -1;
    private int slices;

    /// <summary>The level for the slice at a guest offset; slices come in order.</summary>
    public ConversionLevel Next(long guestOffset)
    {
        lock (gate)
        {
            int slice = slices++;
            long unit = guestOffset / ImageConverter.UnitBytes;
            if (unit != this.unit && slice >= FirstTrials)
            {
                this.unit = unit;
                chosen = Cheapest();
            }

            return slice < FirstTrials ? Levels[slice % Levels.Length]
                : slice % TrialInterval == 0 ? Levels[slice / TrialInterval % Levels.Length]
                : chosen;
        }
    }

    /// <summary>Takes note of what a slice cost.</summary>
    public void Report(ConversionLevel level, int inputBytes, int outputBytes, TimeSpan elapsed)
    {
        lock (gate)
        {
            measured[(int)level].Add(inputBytes, outputBytes, elapsed.TotalSeconds);
        }
    }

    private ConversionLevel Cheapest()
    {
        double upload = Math.Max(uploadBytesPerSecond?.Invoke() ?? AssumedUploadBytesPerSecond, 1);
        List<ConversionLevel> tried = Levels.Where(level => measured[(int)level].Input > 0).ToList();
        return tried.Count == 0 ? chosen : tried.MinBy(level => measured[(int)level].SecondsPerByte(parallelism, upload));
    }

    private sealed class Measurement
    {
        private double output;
        private double seconds;

        public double Input { get; private set; }

        public void Add(double input, double output, double seconds)
        {
            Input = Input * Fading + input;
            this.output = this.output * Fading + output;
            this.seconds = this.seconds * Fading + seconds;
        }

        public double SecondsPerByte(int parallelism, double uploadBytesPerSecond) =>
            (seconds / parallelism + output / uploadBytesPerSecond) / Input;
    }
}
