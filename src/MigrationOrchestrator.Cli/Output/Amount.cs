using System.Globalization;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Writes amounts for people.</summary>
internal static class Amount
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Bytes in binary units.</summary>
    public static string Bytes(double count)
    {
        int unit = 0;
        while (count >= 1024 && unit < Units.Length - 1)
        {
            count /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? Math.Round(count) : Math.Round(count, 1)):0.#} {Units[unit]}");
    }

    /// <summary>Seconds, or minutes and hours where they are many.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min {seconds % 60:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };

    /// <summary>A time in UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
