namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>How much of a long test an ordinary run does; <c>MIGRATOR_TEST_ALL=1</c> does all of it.</summary>
internal static class TestScale
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("MIGRATOR_TEST_ALL") == "1";

    /// <summary>All numbers up to the last, or about as many of them as told, evenly spread with both ends.</summary>
    public static IEnumerable<int> Sample(int last, int about)
    {
        int stride = IsFull ? 1 : Math.Max(1, last / about);
        return Enumerable.Range(1, last).Where(number => number % stride == 1 % stride || number == last);
    }

    public static int Pick(int ordinary, int full) => IsFull ? full : ordinary;
}
