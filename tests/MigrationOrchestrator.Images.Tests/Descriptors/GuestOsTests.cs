using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

public sealed class GuestOsTests
{
    [Theory]
    [InlineData("ubuntu", "22.04", "linux", null, GuestFamily.Ubuntu, "ubuntu", 22)]
    [InlineData("ubuntu22.04", null, null, null, GuestFamily.Ubuntu, "ubuntu", 22)]
    [InlineData("ubuntu", "jammy", null, null, GuestFamily.Ubuntu, "ubuntu", 22)]
    [InlineData("Debian", "12", null, null, GuestFamily.Debian, "debian", 12)]
    [InlineData(null, null, null, "debian-12-genericcloud-amd64", GuestFamily.Debian, "debian", 12)]
    [InlineData(null, null, null, "debian-cloud-amd64", GuestFamily.Debian, "debian", null)]
    [InlineData(null, null, null, "Debian 64-bit", GuestFamily.Debian, "debian", null)]
    [InlineData(null, null, null, "bookworm backup", GuestFamily.Debian, "debian", 12)]
    [InlineData(null, null, null, "CentOS-Stream-9-20240101", GuestFamily.RedHat, "centos", 9)]
    [InlineData("centos", null, null, "CentOS 7 x86_64", GuestFamily.RedHat, "centos", 7)]
    [InlineData("rhel", "8.10", "linux", null, GuestFamily.RedHat, "rhel", 8)]
    [InlineData("almalinux", "9.4", null, null, GuestFamily.RedHat, "alma", 9)]
    [InlineData("rocky", "9", null, null, GuestFamily.RedHat, "rocky", 9)]
    [InlineData("opensuse", "15.5", null, null, GuestFamily.Suse, "opensuse", 15)]
    [InlineData(null, null, null, "SLES15-SP5-OpenStack", GuestFamily.Suse, "sles", 15)]
    [InlineData("windows", "2012R2", "windows", null, GuestFamily.Windows, "windows-server", 2012)]
    [InlineData("windows", "2k12r2", "windows", null, GuestFamily.Windows, "windows-server", 2012)]
    [InlineData("win2k22", null, "windows", null, GuestFamily.Windows, "windows-server", 2022)]
    [InlineData(null, null, "windows", "Windows Server 2019 Datacenter", GuestFamily.Windows, "windows-server", 2019)]
    [InlineData("windows", "10", "windows", null, GuestFamily.Windows, "windows", 10)]
    [InlineData("freebsd", "14.1", null, null, GuestFamily.Bsd, "freebsd", 14)]
    [InlineData(null, null, null, "cirros-0.6.2-x86_64-disk", GuestFamily.Linux, "cirros", 0)]
    [InlineData(null, null, "linux", "my-appliance", GuestFamily.Linux, null, null)]
    [InlineData(null, null, "windows", "golden", GuestFamily.Windows, null, null)]
    [InlineData(null, null, null, "my-appliance", GuestFamily.Other, null, null)]
    [InlineData(null, null, null, "research-archive", GuestFamily.Other, null, null)]
    [InlineData(null, null, null, null, GuestFamily.Other, null, null)]
    [InlineData("", "", "", "", GuestFamily.Other, null, null)]
    public void FromImageProperties_CommonSpellings_AreUnderstood(
        string? distribution, string? version, string? type, string? name, GuestFamily family, string? expected, int? major)
    {
        GuestOs os = GuestOs.FromImageProperties(distribution, version, type, name);

        Assert.Equal((family, expected, major), (os.Family, os.Distribution, os.MajorVersion));
    }

    [Theory]
    [InlineData(null, "x86_64", false)]
    [InlineData("AMD64", "x86_64", false)]
    [InlineData("i386", "i686", true)]
    [InlineData("arm64", "aarch64", false)]
    public void FromImageProperties_Architecture_IsNormalised(string? told, string expected, bool is32Bit)
    {
        GuestOs os = GuestOs.FromImageProperties(null, null, null, null, told);

        Assert.Equal((expected, is32Bit), (os.Architecture, os.Is32Bit));
    }

    [Fact]
    public void FromImageProperties_HugeText_IsCutAndDoesNotFail()
    {
        GuestOs os = GuestOs.FromImageProperties(new string('9', 5_000_000), new string('1', 5_000_000), "linux", "debian" + new string('-', 5_000_000));

        Assert.Equal(GuestFamily.Debian, os.Family);
        Assert.Null(os.MajorVersion);
    }
}
