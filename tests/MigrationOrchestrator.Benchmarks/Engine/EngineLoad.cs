using System.Globalization;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>How much is run for each figure. The figures' names promise the ordinary numbers; a smoke run, which only shows that all of it works, does a hundredth.</summary>
internal sealed record EngineLoad(int Rounds, bool IsSmoke)
{
    public int Open => Of(10_000);

    public TimeSpan Idle => IsSmoke ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(20);

    public int WarmUp => Of(3_000);

    public int Single => Of(500);

    public int At20 => Of(3_000);

    public int At1000 => Of(5_000);

    public int At10000 => Of(10_000);

    public int Finished => Of(100_000);

    public int CostRounds => IsSmoke ? 1 : 5;

    /// <summary>Reads <c>--rounds N</c> (3 unless told) and <c>--smoke</c>; null where it is something else.</summary>
    public static EngineLoad? Read(string[] arguments)
    {
        EngineLoad load = new(Rounds: 3, IsSmoke: false);
        for (int index = 0; index < arguments.Length; index++)
        {
            switch (arguments[index])
            {
                case "--smoke":
                    load = load with { Rounds = 1, IsSmoke = true };
                    break;
                case "--rounds" when index + 1 < arguments.Length && int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds > 0:
                    load = load with { Rounds = rounds };
                    index++;
                    break;
                default:
                    return null;
            }
        }

        return load;
    }

    private int Of(int count) => IsSmoke ? count / 100 : count;
}
