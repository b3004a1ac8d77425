using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

public sealed class DescribedMachineCheckTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("a\0b", "U+0000 at position 2")]
    [InlineData("bell\a", "U+0007")]
    [InlineData("two\nlines", "U+000A")]
    [InlineData("\uFFFE", "U+FFFE")]
    public void Write_NameThatXmlCannotHold_NamesTheCharacter(string name, string said)
    {
        DescriptorException error = Refused("descriptor.name", TestMachines.Machine(name));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NameWithHalfACharacter_IsRefused() => Refused("descriptor.name", TestMachines.Machine("high \uD800 alone"));

    [Fact]
    public void Write_NameOf300Characters_TellsTheBound()
    {
        DescriptorException error = Refused("descriptor.name", TestMachines.Machine(new string('n', 300)));

        Assert.Contains("300 characters; at most 128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NetworkNameWithControlCharacter_IsRefused() =>
        Refused("descriptor.name", TestMachines.Machine() with { Nics = [new DescribedNic("net\u001b[31m")] });

    [Theory]
    [InlineData("../disk.vmdk")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b.vmdk")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("-rf")]
    [InlineData("a b.vmdk")]
    [InlineData("größe.vmdk")]
    [InlineData("disk.vmdk\n")]
    [InlineData("")]
    public void Write_FileNameThatIsNotPlain_IsRefused(string name) =>
        Refused("descriptor.file_name", TestMachines.Machine() with { Disks = [new DescribedDisk(name, 1, 512)] });

    [Fact]
    public void Write_TwoDisksWithOneFile_IsRefused() =>
        Refused("descriptor.disks", TestMachines.Machine() with { Disks = [new DescribedDisk("a.vmdk", 1, 512), new DescribedDisk("A.vmdk", 1, 512)] });

    [Theory]
    [InlineData(0, 512, null)]
    [InlineData(1, 0, null)]
    [InlineData(1, 513, null)]
    [InlineData(1, 512, 513L)]
    [InlineData(1, 512, -1L)]
    public void Write_ImpossibleDiskSize_IsRefused(long length, long capacity, long? populated) =>
        Refused("descriptor.disks", TestMachines.Machine() with { Disks = [new DescribedDisk("a.vmdk", length, capacity, populated)] });

    [Theory]
    [InlineData(DiskController.Ide, 5)]
    [InlineData(DiskController.SataAhci, 121)]
    [InlineData(DiskController.ParavirtualScsi, 61)]
    [InlineData(DiskController.ParavirtualScsi, 0)]
    public void Write_MoreDisksThanTheControllersHold_TellsTheBound(DiskController controller, int disks)
    {
        DescriptorException error = Refused("descriptor.disks", TestMachines.Machine(disks: disks, hardware: TestMachines.With(controller)));

        Assert.Contains(controller.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 2048, "descriptor.cpus")]
    [InlineData(769, 2048, "descriptor.cpus")]
    [InlineData(1, 3, "descriptor.memory")]
    [InlineData(1, 25165825, "descriptor.memory")]
    public void Write_ImpossibleSize_IsRefused(int cpus, long memory, string code) =>
        Refused(code, TestMachines.Machine() with { Cpus = cpus, MemoryMiB = memory });

    [Theory]
    [InlineData("fa:16:3e:00:00")]
    [InlineData("fa-16-3e-00-00-01")]
    [InlineData("fa:16:3e:00:00:0g")]
    [InlineData("fa:16:3e:00:00:01\n")]
    public void Write_BadMacAddress_IsRefused(string mac) =>
        Refused("descriptor.nics", TestMachines.Machine() with { Nics = [new DescribedNic("net", mac)] });

    [Fact]
    public void Write_MoreThanTenNics_IsRefused() => Refused("descriptor.nics", TestMachines.Machine(nics: 11));

    [Fact]
    public void Write_HardwareVersionChangedBelowTheDevices_IsRefused()
    {
        HardwareChoice hardware = TestMachines.With(DiskController.SataAhci) with { HardwareVersion = new(9, "changed by hand") };

        DescriptorException error = Refused("descriptor.hardware_version", TestMachines.Machine(hardware: hardware));
        Assert.Contains("10 does", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4097, 'a')]
    [InlineData(3, '\u0001')]
    public void Write_BadAnnotation_IsRefused(int length, char character) =>
        Refused("descriptor.annotation", TestMachines.Machine() with { Annotation = new string(character, length) });

    private static DescriptorException Refused(string code, DescribedMachine machine)
    {
        DescriptorException error = Assert.Throws<DescriptorException>(() => OvfDescriptor.Write(machine));
        Assert.Equal(code, error.Code);
        return error;
    }
}
