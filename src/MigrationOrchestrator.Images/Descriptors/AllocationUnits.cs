using System.Globalization;
using System.Text.RegularExpressions;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>The programmatic units of DSP0004 in which descriptors count bytes: <c>byte</c>, <c>byte * 2^20</c>, and the older words.</summary>
internal static partial class AllocationUnits
{
    /// <summary>Turns a quantity into bytes.</summary>
    /// <exception cref="DescriptorException">The unit is none of bytes, or the result is beyond 8 EiB.</exception>
    public static long ToBytes(long quantity, string? units)
    {
        if (Factor(units) is { } factor && quantity <= long.MaxValue / factor)
        {
            return quantity * factor;
        }

        throw new DescriptorException("descriptor.units",
            $"The descriptor counts {quantity} of '{PackageFileName.Shown(units ?? "byte")}', which is no number of bytes below 8 EiB. Correct its allocation units.");
    }

    private static long? Factor(string? units)
    {
        string words = (units ?? "").Trim();
        if (words.Length > 40)
        {
            return null;
        }

        if (Power().Match(words) is not { Success: true } power)
        {
            return words.ToUpperInvariant() switch
            {
                "" or "BYTE" or "BYTES" => 1,
                "KILOBYTES" or "KB" => 1L << 10,
                "MEGABYTES" or "MB" => 1L << 20,
                "GIGABYTES" or "GB" => 1L << 30,
                _ => null,
            };
        }

        int exponent = int.Parse(power.Groups["exponent"].Value, NumberStyles.None, CultureInfo.InvariantCulture);
        return power.Groups["base"].Value == "2"
            ? exponent <= 60 ? 1L << exponent : null
            : exponent <= 18 ? (long)Math.Pow(10, exponent) : null;
    }

    [GeneratedRegex("^bytes? *\\* *(?<base>2|10) *\\^ *(?<exponent>[0-9]{1,2})\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Power();
}
