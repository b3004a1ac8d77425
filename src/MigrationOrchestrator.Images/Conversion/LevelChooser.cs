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

    private static readonly ConversionLevel[] s_levels = [ConversionLevel.Small, ConversionLevel.Balanced, ConversionLevel.Fast];

    private readonly Lock _gate = new();
    private readonly Measurement[] _measured = [new(), new(), new()];
    private ConversionLevel _chosen = ConversionLevel.Balanced;
    private long _unit = -1;
    private int _slices;

    /// <summary>The level for the slice at a guest offset; slices come in order.</summary>
    public ConversionLevel Next(long guestOffset)
    {
        lock (_gate)
        {
            var slice = _slices++;
            var unit = guestOffset / ImageConverter.UnitBytes;
            if (unit != _unit && slice >= FirstTrials)
            {
                _unit = unit;
                _chosen = Cheapest();
            }

            return slice < FirstTrials ? s_levels[slice % s_levels.Length]
                : slice % TrialInterval == 0 ? s_levels[slice / TrialInterval % s_levels.Length]
                : _chosen;
        }
    }

    /// <summary>Takes note of what a slice cost.</summary>
    public void Report(ConversionLevel level, int inputBytes, int outputBytes, TimeSpan elapsed)
    {
        lock (_gate)
        {
            _measured[(int)level].Add(inputBytes, outputBytes, elapsed.TotalSeconds);
        }
    }

    private ConversionLevel Cheapest()
    {
        var upload = Math.Max(uploadBytesPerSecond?.Invoke() ?? AssumedUploadBytesPerSecond, 1);
        var tried = s_levels.Where(level => _measured[(int)level].Input > 0).ToList();
        return tried.Count == 0 ? _chosen : tried.MinBy(level => _measured[(int)level].SecondsPerByte(parallelism, upload));
    }

    private sealed class Measurement
    {
        private double _output;
        private double _seconds;

        public double Input { get; private set; }

        public void Add(double input, double output, double seconds)
        {
            Input = Input * Fading + input;
            _output = _output * Fading + output;
            _seconds = _seconds * Fading + seconds;
        }

        public double SecondsPerByte(int parallelism, double uploadBytesPerSecond) =>
            (_seconds / parallelism + _output / uploadBytesPerSecond) / Input;
    }
}
