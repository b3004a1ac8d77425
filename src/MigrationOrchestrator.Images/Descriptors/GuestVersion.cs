using System.Globalization;
using System.Text.RegularExpressions;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Finds version numbers in what people write about a guest.</summary>
internal static partial class GuestVersion
{
    /// <summary>The version right after a distribution's name, such as <c>9</c> in <c>-Stream-9-2024</c>; numbers that belong to an architecture or a word ("amd64", "64-bit") are not taken.</summary>
    public static string? AfterName(string rest)
    {
        Match match = Following().Match(rest);
        return match.Success && Major(match.Groups["version"].Value) is not null ? match.Groups["version"].Value : null;
    }

    /// <summary>The first number, where it can be a release: up to 99, or a year of Windows Server.</summary>
    public static int? Major(string? version)
    {
        Match match = Number().Match(version ?? "");
        if (!match.Success || !int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return null;
        }

        // libosinfo's short names: 2k8, 2k12r2, 2k22.
        if (number == 2 && Thousands().Match(version!) is { Success: true } thousands)
        {
            return 2000 + int.Parse(thousands.Groups["year"].Value, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return number is <= 99 or (>= 2000 and <= 2099) ? number : null;
    }

    [GeneratedRegex(@"^(?:[^0-9]{0,20}(?<![a-z_0-9.]))?(?<version>(?>2k[0-9]{1,2}|[0-9]{1,9}(?:\.[0-9]{1,9}){0,3})(?:[ _-]?r2)?)(?![0-9]|[ -]?bit)")]
    private static partial Regex Following();

    [GeneratedRegex("[0-9]{1,9}")]
    private static partial Regex Number();

    [GeneratedRegex("2k(?<year>[0-9]{1,2})")]
    private static partial Regex Thousands();
}
