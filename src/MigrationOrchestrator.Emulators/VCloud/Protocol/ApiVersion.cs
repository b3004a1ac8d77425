using System.Globalization;

namespace MigrationOrchestrator.Emulators.VCloud.Protocol;

/// <summary>An API version as a pair of numbers, and what differs between versions.</summary>
internal readonly record struct ApiVersion(int Major, int Minor)
{
    /// <summary>Up to 32 an organisation links to its vDCs and catalogues; from 33 on they are found by queries.</summary>
    public bool HasOrgLinks => Major < 33;

    /// <summary><c>/api/sessions</c> is gone in 38.0.</summary>
    public bool HasLegacySessions => Major < 38;

    /// <summary><c>/cloudapi</c> sessions came in 33; <c>/api/versions</c> leads to them from 36 on.</summary>
    public bool HasModernSessions => Major >= 33;

    /// <summary>The versions document leads to <c>/cloudapi</c>.</summary>
    public bool ShowsModernLogin => Major >= 36;

    /// <summary>API tokens came in 36.1.</summary>
    public bool HasApiTokens => IsAtLeast(36, 1);

    /// <summary>A catalogue takes uploads since 5.5.</summary>
    public bool HasCatalogUpload => IsAtLeast(5, 5);

    /// <summary>A vDC takes uploads until some version before 36.</summary>
    public bool HasVdcUpload => Major < 36;

    /// <summary>A catalogue's item is one with its template; before, both were deleted each for itself.</summary>
    public bool ItemsGoWithTemplates => IsAtLeast(5, 5);

    /// <summary>The identity download came in 5.5.</summary>
    public bool HasIdentityDownload => IsAtLeast(5, 5);

    public static ApiVersion Parse(string text) => TryParse(text, out ApiVersion version) ? version
        : throw new ArgumentException($"'{text}' is no API version: major.minor is needed, such as 37.2.", nameof(text));

    public static bool TryParse(string? text, out ApiVersion version)
    {
        string[] parts = text?.Split('.') ?? [];
        bool pair = parts.Length == 2;
        bool numbers = int.TryParse(pair ? parts[0] : null, NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            & int.TryParse(pair ? parts[1] : null, NumberStyles.None, CultureInfo.InvariantCulture, out int minor);
        version = new ApiVersion(major, minor);
        return numbers;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private bool IsAtLeast(int major, int minor) => Major > major || Major == major && Minor >= minor;
}
