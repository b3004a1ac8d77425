using System.Collections.Frozen;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>
/// vSphere's operating system types. Names and minimum versions are those of the vSphere API's VirtualMachineGuestOsIdentifier
/// (a type exists from the hardware version of the release that brought it: 5.5 = 10, 6.0 = 11, 6.5 = 13, 6.7 = 14, 7.0 = 17, 7.0 U1 = 18,
/// 8.0 = 20, 9.0 = 22); CIM numbers are those of the DMTF's CIM_OperatingSystem.
/// </summary>
internal static class OsTypes
{
    /// <summary>Known to every vSphere, for guests of which nothing is known.</summary>
    public static readonly OsType Other64 = new("otherGuest64", 102, null, HardwareLimits.LowestHardwareVersion);

    /// <summary>The same for 32-bit guests.</summary>
    public static readonly OsType Other32 = new("otherGuest", 1, null, HardwareLimits.LowestHardwareVersion);

    private const string AnyLinux = "linux";
    private const string Other = "other";

    // Newest first within a distribution; release 0: any.
    private static readonly (string Distribution, int Release, OsType Type)[] Rows =
    [
        ("debian", 13, new("debian13_64Guest", 96, "13", 22)),
        ("debian", 12, new("debian12_64Guest", 96, "12", 20)),
        ("debian", 11, new("debian11_64Guest", 96, "11", 17)),
        ("debian", 10, new("debian10_64Guest", 96, "10", 13)),
        ("debian", 9, new("debian9_64Guest", 96, "9", 13)),
        ("debian", 8, new("debian8_64Guest", 96, "8", 11)),
        ("debian", 7, new("debian7_64Guest", 96, "7", 10)),
        ("debian", 6, new("debian6_64Guest", 96, "6", 7)),
        ("ubuntu", 0, new("ubuntu64Guest", 94, null, 7)),
        ("rhel", 10, new("rhel10_64Guest", 80, "10", 22)),
        ("rhel", 9, new("rhel9_64Guest", 80, "9", 18)),
        ("rhel", 8, new("rhel8_64Guest", 80, "8", 14)),
        ("rhel", 7, new("rhel7_64Guest", 80, "7", 10)),
        ("rhel", 6, new("rhel6_64Guest", 80, "6", 7)),
        ("centos", 9, new("centos9_64Guest", 107, "9", 18)),
        ("centos", 8, new("centos8_64Guest", 107, "8", 14)),
        ("centos", 7, new("centos7_64Guest", 107, "7", 13)),
        ("centos", 6, new("centos6_64Guest", 107, "6", 13)),
        ("centos", 0, new("centos64Guest", 107, null, 7)),
        ("oracle", 10, new("oracleLinux10_64Guest", 109, "10", 22)),
        ("oracle", 9, new("oracleLinux9_64Guest", 109, "9", 18)),
        ("oracle", 8, new("oracleLinux8_64Guest", 109, "8", 14)),
        ("oracle", 7, new("oracleLinux7_64Guest", 109, "7", 13)),
        ("oracle", 6, new("oracleLinux6_64Guest", 109, "6", 13)),
        ("oracle", 0, new("oracleLinux64Guest", 109, null, 7)),
        ("rocky", 0, new("rockylinux_64Guest", 101, null, 20)),
        ("alma", 0, new("almalinux_64Guest", 101, null, 20)),
        ("fedora", 0, new("fedora64Guest", 101, null, 9)),
        ("amazon", 2023, new("amazonlinux3_64Guest", 101, null, 18)),
        ("amazon", 2, new("amazonlinux2_64Guest", 101, null, 15)),
        ("photon", 0, new("vmwarePhoton64Guest", 101, null, 13)),
        ("sles", 16, new("sles16_64Guest", 85, "16", 18)),
        ("sles", 15, new("sles15_64Guest", 85, "15", 14)),
        ("sles", 12, new("sles12_64Guest", 85, "12", 10)),
        ("sles", 11, new("sles11_64Guest", 85, "11", 7)),
        ("sles", 10, new("sles10_64Guest", 85, "10", 7)),
        ("opensuse", 0, new("opensuse64Guest", 83, null, 8)),
        (AnyLinux, 6, new("other6xLinux64Guest", 101, null, 20)),
        (AnyLinux, 5, new("other5xLinux64Guest", 101, null, 18)),
        (AnyLinux, 4, new("other4xLinux64Guest", 101, null, 14)),
        (AnyLinux, 3, new("other3xLinux64Guest", 101, null, 10)),
        (AnyLinux, 2, new("other26xLinux64Guest", 100, null, 7)),
        (AnyLinux, 0, new("otherLinux64Guest", 101, null, 7)),
        ("freebsd", 15, new("freebsd15_64Guest", 78, "15", 22)),
        ("freebsd", 14, new("freebsd14_64Guest", 78, "14", 20)),
        ("freebsd", 13, new("freebsd13_64Guest", 78, "13", 18)),
        ("freebsd", 12, new("freebsd12_64Guest", 78, "12", 14)),
        ("freebsd", 11, new("freebsd11_64Guest", 78, "11", 14)),
        ("freebsd", 0, new("freebsd64Guest", 78, null, 7)),
        (GuestDistributions.WindowsServer, 2025, new("windows2022srvNext_64Guest", 112, null, 20)),
        (GuestDistributions.WindowsServer, 2022, new("windows2019srvNext_64Guest", 112, null, 18)),
        (GuestDistributions.WindowsServer, 2019, new("windows2019srv_64Guest", 112, null, 17)),
        (GuestDistributions.WindowsServer, 2016, new("windows9Server64Guest", 112, null, 11)),
        (GuestDistributions.WindowsServer, 2012, new("windows8Server64Guest", 112, null, 8)),
        (GuestDistributions.WindowsServer, 2008, new("windows7Server64Guest", 103, null, 7)),
        (GuestDistributions.Windows, 11, new("windows11_64Guest", 114, null, 20)),
        (GuestDistributions.Windows, 10, new("windows9_64Guest", 114, null, 11)),
        (GuestDistributions.Windows, 8, new("windows8_64Guest", 114, null, 8)),
        (GuestDistributions.Windows, 7, new("windows7_64Guest", 102, null, 7)),
        (Other, 0, Other64),
        // 32-bit guests: the types that most old images fit, under names of their own.
        ("debian-32", 0, new("debian6Guest", 95, "6", 7)),
        ("ubuntu-32", 0, new("ubuntuGuest", 93, null, 7)),
        ("linux-32", 2, new("other26xLinuxGuest", 99, null, 7)),
        ("linux-32", 0, new("otherLinuxGuest", 36, null, 7)),
        ("freebsd-32", 0, new("freebsdGuest", 42, null, 7)),
        ("windows-32", 10, new("windows9Guest", 1, null, 11)),
        ("windows-32", 8, new("windows8Guest", 1, null, 8)),
        ("windows-32", 7, new("windows7Guest", 105, null, 7)),
        ("other-32", 0, Other32),
    ];

    private static readonly FrozenDictionary<string, OsType> ByName = Rows.ToFrozenDictionary(row => row.Type.Name, row => row.Type, StringComparer.Ordinal);

    /// <summary>The type of that name, or null.</summary>
    public static OsType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The types that fit a guest, the closest first: its own release, older releases of the same distribution, then what is common to its family. Never empty.</summary>
    public static IEnumerable<OsTypeCandidate> Candidates(GuestOs os)
    {
        string suffix = os.Is32Bit ? "-32" : "";
        IEnumerable<(string Distribution, int Release, OsType Type)> own = os.Distribution is null ? [] : Releases(os.Distribution + suffix, os.MajorVersion);
        IEnumerable<(string Distribution, int Release, OsType Type)> family = os.Family switch
        {
            // Server 2012 is what vSphere has offered longest among the types that a later Windows runs well as.
            GuestFamily.Windows => Releases(GuestDistributions.WindowsServer + suffix, 2012),
            GuestFamily.Other or GuestFamily.Bsd => [],
            _ => Releases(AnyLinux + suffix, null),
        };
        IEnumerable<OsTypeCandidate> ownTypes = own.Select(row => new OsTypeCandidate(row.Type, row.Release == 0 || row.Release == os.MajorVersion));
        IEnumerable<OsTypeCandidate> generalTypes = family.Concat(Releases(Other + suffix, null)).Select(row => new OsTypeCandidate(row.Type, IsExact: false));
        return ownTypes.Concat(generalTypes).DistinctBy(candidate => candidate.Type);
    }

    private static IEnumerable<(string Distribution, int Release, OsType Type)> Releases(string distribution, int? upTo) =>
        Rows.Where(row => row.Distribution == distribution && (upTo is null || row.Release <= upTo));
}

/// <summary>A type that fits a guest more or less.</summary>
/// <param name="Type">The type.</param>
/// <param name="IsExact">Whether it is the one for just this distribution and release.</param>
internal sealed record OsTypeCandidate(OsType Type, bool IsExact);
