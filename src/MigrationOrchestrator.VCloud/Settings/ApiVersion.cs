using System.Globalization;

namespace MigrationOrchestrator.VCloud.Settings;

/// <summary>A version of the vCloud API, such as 37.2: a pair of numbers, so that 5.10 is higher than 5.9.</summary>
/// <param name="Major">Before the dot.</param>
/// <param name="Minor">After the dot.</param>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    /// <summary>The oldest that we speak.</summary>
    public static readonly ApiVersion Oldest = new(5, 1);

    /// <summary>The newest that we speak; clouds that know newer ones offer these too.</summary>
    public static readonly ApiVersion Newest = new(39, int.MaxValue);

    /// <summary>The first one without links from an organisation to its vDCs and catalogues: they are found by queries.</summary>
    public static readonly ApiVersion QueryOnly = new(33, 0);

    /// <summary>The first one whose <c>/api/versions</c> leads to <c>/cloudapi</c> sessions; <c>/api/sessions</c> is gone in 38.0.</summary>
    public static readonly ApiVersion ModernSessions = new(36, 0);

    /// <summary>The first one that takes API tokens.</summary>
    public static readonly ApiVersion ApiTokens = new(36, 1);

    public static bool operator <(ApiVersion left, ApiVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ApiVersion left, ApiVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ApiVersion left, ApiVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ApiVersion left, ApiVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>major.minor</c>; alpha versions such as <c>39.0.0-alpha</c> are none.</summary>
    public static bool TryParse(string? text, out ApiVersion version)
    {
        version = default;
        string[] parts = text?.Trim().Split('.') ?? [];
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = new ApiVersion(major, minor);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
