using System.Text.RegularExpressions;

namespace MigrationOrchestrator.OpenStack.Settings;

/// <summary>Service addresses come with and without a version: <c>http://host:9292</c>, <c>http://host/image/v2/</c>, <c>http://host:8774/v2.1/PROJECT</c>.</summary>
internal static partial class ServiceAddress
{
    /// <summary>The address without a trailing version and slash.</summary>
    public static Uri WithoutVersion(Uri address) => Strip(address, VersionAtEnd());

    /// <summary>The trailing version, such as <c>v3</c>, or null.</summary>
    public static string? VersionOf(Uri address) => VersionAtEnd().Match(address.AbsolutePath) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The address with a version: its own where it has one anywhere, else the given one appended.</summary>
    public static Uri WithVersion(Uri address, string version)
    {
        Uri plain = Strip(address, SlashAtEnd());
        return VersionAnywhere().IsMatch(plain.AbsolutePath) ? plain : new Uri($"{plain.AbsoluteUri.TrimEnd('/')}/{version}");
    }

    private static Uri Strip(Uri address, Regex end) => new UriBuilder(address) { Path = end.Replace(address.AbsolutePath, ""), Query = "", Fragment = "" }.Uri;

    [GeneratedRegex(@"/(v\d+(?:\.\d+)?)/*$")]
    private static partial Regex VersionAtEnd();

    [GeneratedRegex(@"/v\d+(\.\d+)?(/|$)")]
    private static partial Regex VersionAnywhere();

    [GeneratedRegex("/+$")]
    private static partial Regex SlashAtEnd();
}
