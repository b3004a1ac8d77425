using System.Globalization;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>What is known about the operating system inside an image.</summary>
/// <param name="Family">The family, which decides about controllers and cards.</param>
/// <param name="Distribution">The distribution in one lower-case word, such as <c>debian</c>, <c>rocky</c>, <c>windows-server</c>; null where it is not known.</param>
/// <param name="Version">The version as the image tells it, such as <c>22.04</c>, <c>9</c>, <c>2012 r2</c>; null where it is not known.</param>
/// <param name="Architecture">The processor architecture, such as <c>x86_64</c>, <c>i686</c>, <c>aarch64</c>.</param>
public sealed record GuestOs(GuestFamily Family, string? Distribution, string? Version, string Architecture)
{
    /// <summary>The architecture of an image that tells none.</summary>
    public const string DefaultArchitecture = "x86_64";

    private const int LongestText = 256;

    /// <summary>Whether the guest runs on a 32-bit processor.</summary>
    public bool Is32Bit => Architecture == "i686";

    /// <summary>The first number of the version, or null: 22 for <c>22.04</c>, 2012 for <c>2012 r2</c> and <c>2k12r2</c>.</summary>
    public int? MajorVersion => GuestVersion.Major(Version);

    /// <summary>Reads the common properties of an OpenStack image (<c>os_distro</c>, <c>os_version</c>, <c>os_type</c>, <c>hw_architecture</c> or <c>architecture</c>); what they leave open is read from the image's or the server's name.</summary>
    /// <param name="distribution"><c>os_distro</c>: libosinfo's short name, also with a version attached (<c>ubuntu22.04</c>); null where the image tells none.</param>
    /// <param name="version"><c>os_version</c>.</param>
    /// <param name="type"><c>os_type</c>: <c>linux</c> or <c>windows</c>.</param>
    /// <param name="name">The name of the image or the server, such as <c>debian-12-genericcloud-amd64</c>.</param>
    /// <param name="architecture">The image's architecture; null means <see cref="DefaultArchitecture"/>.</param>
    /// <returns>The guest; its family is <see cref="GuestFamily.Other"/> where nothing tells more. Never fails: the properties are the image owner's words, and wrong ones only cost precision.</returns>
    public static GuestOs FromImageProperties(string? distribution, string? version, string? type, string? name, string? architecture = null)
    {
        NamedDistribution? named = GuestDistributions.Find(Clean(distribution)) ?? GuestDistributions.Find(Clean(name));
        string processor = NormalArchitecture(Clean(architecture));
        if (named is null)
        {
            return new GuestOs(FamilyOf(Clean(type)), null, NullIfEmpty(Clean(version)), processor);
        }

        string? told = Told(Clean(version)) ?? named.Version
            ?? (GuestDistributions.Find(Clean(name)) is { } byName && byName.Distribution == named.Distribution ? byName.Version : null);
        bool isServer = named.Distribution == GuestDistributions.Windows
            && (GuestVersion.Major(told) >= 2000 || Clean(name).Contains("server", StringComparison.Ordinal));
        return new GuestOs(named.Family, isServer ? GuestDistributions.WindowsServer : named.Distribution, told, processor);
    }

    /// <summary>The guest in words, such as <c>debian 12 (x86_64)</c>.</summary>
    /// <returns>The words for reasons and messages.</returns>
    public string Describe()
    {
        string what = Distribution ?? Family.ToString().ToLowerInvariant();
        return string.Create(CultureInfo.InvariantCulture, $"{what}{(Version is null ? "" : " " + Version)} ({Architecture})");
    }

    private static string Clean(string? text)
    {
        string trimmed = (text ?? "").Trim();
        return (trimmed.Length > LongestText ? trimmed[..LongestText] : trimmed).ToLowerInvariant();
    }

    private static string? Told(string version) =>
        GuestVersion.Major(version) is null && GuestDistributions.Find(version)?.Version is { } codeNamed ? codeNamed : NullIfEmpty(version);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static GuestFamily FamilyOf(string type) => type switch
    {
        "linux" => GuestFamily.Linux,
        "windows" => GuestFamily.Windows,
        _ => GuestFamily.Other,
    };

    private static string NormalArchitecture(string architecture) => architecture switch
    {
        "" or "amd64" or "x64" or "x86-64" => DefaultArchitecture,
        "i386" or "i486" or "i586" or "x86" => "i686",
        "arm64" => "aarch64",
        _ => architecture,
    };
}
