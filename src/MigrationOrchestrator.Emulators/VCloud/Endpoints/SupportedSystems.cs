using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary>The guest systems that it knows: an excerpt of what vCloud Director 10.4 lists.</summary>
internal static class SupportedSystems
{
    private static readonly (string Name, string InternalName, int CimOsId, string Controller)[] Linux =
    [
        ("Ubuntu Linux (64-bit)", "ubuntu64Guest", 94, "lsilogic"),
        ("Debian GNU/Linux 10 (64-bit)", "debian10_64Guest", 96, "pvscsi"),
        ("Debian GNU/Linux 11 (64-bit)", "debian11_64Guest", 96, "pvscsi"),
        ("Red Hat Enterprise Linux 7 (64-bit)", "rhel7_64Guest", 80, "pvscsi"),
        ("Red Hat Enterprise Linux 8 (64-bit)", "rhel8_64Guest", 80, "pvscsi"),
        ("Red Hat Enterprise Linux 9 (64-bit)", "rhel9_64Guest", 80, "pvscsi"),
        ("CentOS 8 (64-bit)", "centos8_64Guest", 107, "pvscsi"),
        ("SUSE Linux Enterprise 15 (64-bit)", "sles15_64Guest", 85, "pvscsi"),
        ("Other 4.x or later Linux (64-bit)", "other4xLinux64Guest", 101, "pvscsi"),
        ("Other Linux (64-bit)", "otherLinux64Guest", 101, "lsilogic"),
    ];

    private static readonly (string Name, string InternalName, int CimOsId, string Controller)[] Windows =
    [
        ("Microsoft Windows Server 2016 (64-bit)", "windows9Server64Guest", 112, "lsilogicsas"),
        ("Microsoft Windows Server 2019 (64-bit)", "windows2019srv_64Guest", 112, "lsilogicsas"),
        ("Microsoft Windows 10 (64-bit)", "windows9_64Guest", 114, "lsilogicsas"),
    ];

    public static XElement Describe() => Vc.El(
        "SupportedOperatingSystemsInfo",
        Family("Linux", 1, Linux),
        Family("Microsoft Windows", 2, Windows),
        Family("Other", 3, [("Other (64-bit)", "otherGuest64", 102, "lsilogic"), ("FreeBSD (64-bit)", "freebsd64Guest", 78, "lsilogic")]));

    private static XElement Family(string name, int id, (string Name, string InternalName, int CimOsId, string Controller)[] systems) => Vc.El(
        "OperatingSystemFamilyInfo",
        Vc.El("Name", name),
        Vc.El("OperatingSystemFamilyId", id),
        systems.Select((system, index) => Vc.El(
            "OperatingSystem",
            Vc.El("OperatingSystemId", id * 100 + index),
            Vc.El("DefaultHardDiskAdapterType", system.Controller),
            Vc.El("MinimumHardDiskSizeGigabytes", 8),
            Vc.El("MinimumMemoryMegabytes", 256),
            Vc.El("Name", system.Name),
            Vc.El("InternalName", system.InternalName),
            Vc.El("Supported", "true"),
            Vc.El("SupportLevel", "RECOMMENDED"),
            Vc.El("x64", "true"),
            Vc.El("MaximumCpuCount", 128),
            Vc.El("MinimumHardwareVersion", 7),
            Vc.El("PersonalizationEnabled", "true"),
            Vc.El("CimOsId", system.CimOsId),
            Vc.El("CimVersion", 0))));
}
