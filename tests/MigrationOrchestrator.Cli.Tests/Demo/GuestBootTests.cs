using MigrationOrchestrator.Cli.Demo;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Cli.Tests.Demo;

public sealed class GuestBootTests
{
    [Theory]
    [InlineData(6, "VirtualSCSI", "pvscsi,id=ctl0")]
    [InlineData(6, "lsilogicsas", "mptsas1068,id=ctl0")]
    [InlineData(20, "vmware.sata.ahci", "ahci,id=ctl0")]
    public void Arguments_Controller_IsTheDescriptors(int type, string subType, string device)
        => Assert.Contains(device, GuestBoot.Arguments(Machine(type, subType), Files));

    [Fact]
    public void Arguments_Disk_IsNotWrittenTo()
        => Assert.Contains(GuestBoot.Arguments(Machine(6, "VirtualSCSI"), Files), argument => argument.Contains("snapshot=on", StringComparison.Ordinal) && argument.Contains("file=/tmp/a,,b.vmdk", StringComparison.Ordinal));

    [Fact]
    public void Arguments_NetworkCard_IsTheDescriptors()
        => Assert.Contains("vmxnet3,netdev=net0", GuestBoot.Arguments(Machine(6, "VirtualSCSI"), Files));

    [Fact]
    public void Arguments_UnknownController_Fails()
        => Assert.Equal("demo.controller", Assert.Throws<FailureException>(() => GuestBoot.Arguments(Machine(6, "buslogic"), Files)).Failure.Code);

    private static Dictionary<string, string> Files { get; } = new() { ["disk-0.vmdk"] = "/tmp/a,b.vmdk" };

    private static OvfMachine Machine(int type, string subType)
    {
        OvfDisk disk = new("d", new OvfFile("f", "disk-0.vmdk", 1), 1, null, null);
        return new OvfMachine("vm", "vm", 1, 512 << 20, null, null, null, Firmware.Bios, [new OvfDrive(disk, type, subType, 0, 0)], [new OvfNic("net", "VmxNet3", null)]);
    }
}
