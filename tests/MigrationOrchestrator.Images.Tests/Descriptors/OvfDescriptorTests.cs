using System.Text;
using System.Xml.Linq;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

public sealed class OvfDescriptorTests
{
    private static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";
    private static readonly XNamespace Rasd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";
    private static readonly XNamespace Vmw = "http://www.vmware.com/schema/ovf";

    [Fact]
    public void Write_SameMachineTwice_GivesTheSameBytesWithoutByteOrderMark()
    {
        byte[] first = OvfDescriptor.Write(TestMachines.Machine(disks: 3, nics: 2));
        byte[] second = OvfDescriptor.Write(TestMachines.Machine(disks: 3, nics: 2));

        Assert.Equal(first, second);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<ovf:Envelope ", Encoding.UTF8.GetString(first), StringComparison.Ordinal);
        Assert.DoesNotContain((byte)'\r', first);
    }

    [Fact]
    public void Write_Disk_TellsTrueLengthAndCapacityInBytes()
    {
        XElement root = Written(TestMachines.Machine() with { Disks = [new DescribedDisk("d.vmdk", 8_589_934_593, 10_737_418_240)] });

        Assert.Equal("8589934593", root.Descendants(Ovf + "File").Single().Attribute(Ovf + "size")?.Value);
        XElement disk = root.Descendants(Ovf + "Disk").Single();
        Assert.Equal("10737418240", disk.Attribute(Ovf + "capacity")?.Value);
        Assert.Equal("byte", disk.Attribute(Ovf + "capacityAllocationUnits")?.Value);
        Assert.Null(disk.Attribute(Ovf + "populatedSize"));
    }

    [Theory]
    [InlineData(42, "44")]
    [InlineData(44, "44")]
    [InlineData(2047, "2048")]
    public void Write_Memory_IsRoundedUpToFourMebibytes(int memory, string written)
    {
        XElement item = ItemsOf(Written(TestMachines.Machine() with { MemoryMiB = memory }), "4").Single();

        Assert.Equal(written, item.Element(Rasd + "VirtualQuantity")?.Value);
    }

    [Fact]
    public void Write_Efi_SaysSoAndWritesNoBootOrder()
    {
        XElement root = Written(TestMachines.Machine(hardware: GuestHardware.For(TestMachines.Debian12, Firmware.EfiSecureBoot, TestMachines.Newest)));

        Assert.Equal(
            [("firmware", "efi"), ("bootOptions.efiSecureBootEnabled", "true")],
            root.Descendants(Vmw + "Config").Select(config => (config.Attribute(Vmw + "key")!.Value, config.Attribute(Vmw + "value")!.Value)));
        Assert.Empty(root.Descendants(Vmw + "BootOrderSection"));
    }

    [Fact]
    public void Write_OsType_GivesVmwareNameAndCimIdAndVersion()
    {
        XElement section = Written(TestMachines.Machine()).Descendants(Ovf + "OperatingSystemSection").Single();

        Assert.Equal("debian12_64Guest", section.Attribute(Vmw + "osType")?.Value);
        Assert.Equal("96", section.Attribute(Ovf + "id")?.Value);
        Assert.Equal("12", section.Attribute(Ovf + "version")?.Value);
    }

    [Fact]
    public void Write_SeveralNicsOnOneNetwork_NamesTheNetworkOnce()
    {
        XElement root = Written(TestMachines.Machine(nics: 4));

        Assert.Equal(["net 1", "net 2"], root.Descendants(Ovf + "Network").Select(network => network.Attribute(Ovf + "name")!.Value));
        Assert.Equal(["7", "8", "9", "10"], ItemsOf(root, "10").Select(item => item.Element(Rasd + "AddressOnParent")!.Value));
    }

    [Fact]
    public void Write_NineScsiDisks_LeavesOutTheControllersOwnUnit()
    {
        XElement root = Written(TestMachines.Machine(disks: 9));

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "8", "9"], ItemsOf(root, "17").Select(item => item.Element(Rasd + "AddressOnParent")!.Value));
    }

    [Fact]
    public void Write_ThreeIdeDisks_UsesTwoControllersOfTwo()
    {
        XElement root = Written(TestMachines.Machine(disks: 3, hardware: TestMachines.With(DiskController.Ide)));

        Assert.Equal(["0", "1"], ItemsOf(root, "5").Select(item => item.Element(Rasd + "Address")!.Value));
        Assert.Equal(["0", "1", "0"], ItemsOf(root, "17").Select(item => item.Element(Rasd + "AddressOnParent")!.Value));
    }

    [Fact]
    public void Write_ThirtyOneSataDisks_StartsASecondController()
    {
        IReadOnlyList<OvfDrive> drives = OvfReader.Read(OvfDescriptor.Write(TestMachines.Machine(disks: 31, hardware: TestMachines.With(DiskController.SataAhci)))).Machines[0].Drives;

        Assert.Equal((0, 29), (drives[29].Controller, drives[29].Unit));
        Assert.Equal((1, 0), (drives[30].Controller, drives[30].Unit));
        Assert.All(drives, drive => Assert.Equal("vmware.sata.ahci", drive.ControllerSubType));
    }

    [Theory]
    [InlineData("web-1", "web-1")]
    [InlineData("thirteen-char", "thirteen-char")]
    [InlineData("a-name-that-is-longer", "a-name-")]
    [InlineData("with space", "withsp-")]
    [InlineData("机器", "vm-")]
    public void IdFor_Name_KeepsShortPlainNamesAndHashesOthers(string name, string start)
    {
        string id = OvfDescriptor.IdFor(name);

        Assert.StartsWith(start, id, StringComparison.Ordinal);
        Assert.InRange(id.Length, 1, 13);
        Assert.Equal(id == name, start == name);
    }

    [Fact]
    public void IdFor_LongNamesWithTheSameBeginning_Differ()
    {
        Assert.NotEqual(OvfDescriptor.IdFor("production-web-server-1"), OvfDescriptor.IdFor("production-web-server-2"));
    }

    private static XElement Written(DescribedMachine machine) => XElement.Load(new MemoryStream(OvfDescriptor.Write(machine)));

    private static IEnumerable<XElement> ItemsOf(XElement root, string type) =>
        root.Descendants(Ovf + "Item").Where(item => item.Element(Rasd + "ResourceType")?.Value == type);
}
