using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

internal static class TestMachines
{
    public const long Mebibyte = 1024 * 1024;

    public static readonly GuestOs Debian12 = new(GuestFamily.Debian, "debian", "12", "x86_64");

    public static readonly HardwareLimits Newest = new(22);

    public static DescribedMachine Machine(string name = "web-1", int disks = 1, int nics = 1, HardwareChoice? hardware = null) => new(
        name, 2, 2048,
        [.. Enumerable.Range(1, disks).Select(i => new DescribedDisk($"disk-{i}.vmdk", 1000 + i, i * 10 * Mebibyte, i * Mebibyte))],
        [.. Enumerable.Range(1, nics).Select(i => new DescribedNic($"net {(i + 1) / 2}", i % 2 == 0 ? $"fa:16:3e:00:00:{i:x2}" : null))],
        hardware ?? GuestHardware.For(Debian12, Firmware.Bios, Newest));

    public static HardwareChoice With(DiskController controller, NicModel nic = NicModel.Vmxnet3, Firmware firmware = Firmware.Bios) =>
        GuestHardware.For(Debian12, firmware, Newest, new HardwareOverrides(controller, nic));
}
