namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>A distribution found in a text.</summary>
internal sealed record NamedDistribution(GuestFamily Family, string Distribution, string? Version);

/// <summary>The words by which images name their distribution: libosinfo's short names, the vendors' own, and code names.</summary>
internal static class GuestDistributions
{
    public const string Windows = "windows";
    public const string WindowsServer = "windows-server";

    // A word that contains another comes first: "opensuse" before "suse".
    private static readonly (string Word, GuestFamily Family, string Distribution, string? Version)[] Words =
    [
        ("ubuntu", GuestFamily.Ubuntu, "ubuntu", null),
        ("noble", GuestFamily.Ubuntu, "ubuntu", "24.04"),
        ("jammy", GuestFamily.Ubuntu, "ubuntu", "22.04"),
        ("focal", GuestFamily.Ubuntu, "ubuntu", "20.04"),
        ("bionic", GuestFamily.Ubuntu, "ubuntu", "18.04"),
        ("debian", GuestFamily.Debian, "debian", null),
        ("trixie", GuestFamily.Debian, "debian", "13"),
        ("bookworm", GuestFamily.Debian, "debian", "12"),
        ("bullseye", GuestFamily.Debian, "debian", "11"),
        ("buster", GuestFamily.Debian, "debian", "10"),
        ("rhel", GuestFamily.RedHat, "rhel", null),
        ("redhat", GuestFamily.RedHat, "rhel", null),
        ("red hat", GuestFamily.RedHat, "rhel", null),
        ("centos", GuestFamily.RedHat, "centos", null),
        ("rocky", GuestFamily.RedHat, "rocky", null),
        ("almalinux", GuestFamily.RedHat, "alma", null),
        ("alma", GuestFamily.RedHat, "alma", null),
        ("oraclelinux", GuestFamily.RedHat, "oracle", null),
        ("oracle", GuestFamily.RedHat, "oracle", null),
        ("fedora", GuestFamily.RedHat, "fedora", null),
        ("amazonlinux", GuestFamily.RedHat, "amazon", null),
        ("amazon", GuestFamily.RedHat, "amazon", null),
        ("photon", GuestFamily.RedHat, "photon", null),
        ("opensuse", GuestFamily.Suse, "opensuse", null),
        ("sles", GuestFamily.Suse, "sles", null),
        ("sled", GuestFamily.Suse, "sles", null),
        ("suse", GuestFamily.Suse, "sles", null),
        ("freebsd", GuestFamily.Bsd, "freebsd", null),
        ("openbsd", GuestFamily.Bsd, "openbsd", null),
        ("netbsd", GuestFamily.Bsd, "netbsd", null),
        ("windows", GuestFamily.Windows, Windows, null),
        ("win", GuestFamily.Windows, Windows, null),
        ("archlinux", GuestFamily.Linux, "arch", null),
        ("arch", GuestFamily.Linux, "arch", null),
        ("alpine", GuestFamily.Linux, "alpine", null),
        ("cirros", GuestFamily.Linux, "cirros", null),
        ("gentoo", GuestFamily.Linux, "gentoo", null),
        ("flatcar", GuestFamily.Linux, "flatcar", null),
        ("talos", GuestFamily.Linux, "talos", null),
    ];

    /// <summary>The distribution that a lower-case text names, or null.</summary>
    public static NamedDistribution? Find(string text)
    {
        foreach ((string? word, GuestFamily family, string? distribution, string? version) in Words)
        {
            for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            {
                if (StandsAlone(text, at, word.Length))
                {
                    return new NamedDistribution(family, distribution, version ?? GuestVersion.AfterName(text[(at + word.Length)..]));
                }
            }
        }

        return null;
    }

    private static bool StandsAlone(string text, int at, int length) =>
        (at == 0 || !char.IsAsciiLetter(text[at - 1]))
        && (at + length == text.Length || !char.IsAsciiLetter(text[at + length]));
}
