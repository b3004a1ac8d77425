using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

public sealed class GuestHardwareTests
{
    [Theory]
    [InlineData("debian", "12", DiskController.ParavirtualScsi, NicModel.Vmxnet3)]
    [InlineData("debian", "6", DiskController.LsiLogic, NicModel.Vmxnet3)]
    [InlineData("ubuntu", "24.04", DiskController.ParavirtualScsi, NicModel.Vmxnet3)]
    [InlineData("rhel", "9.3", DiskController.SataAhci, NicModel.Vmxnet3)]
    [InlineData("rhel", "6.10", DiskController.Ide, NicModel.Vmxnet3)]
    [InlineData("centos", "5", DiskController.Ide, NicModel.E1000)]
    [InlineData("fedora", "40", DiskController.SataAhci, NicModel.Vmxnet3)]
    [InlineData("amazon", "2", DiskController.SataAhci, NicModel.Vmxnet3)]
    [InlineData("sles", "11", DiskController.Ide, NicModel.Vmxnet3)]
    [InlineData("opensuse", "15.6", DiskController.SataAhci, NicModel.Vmxnet3)]
    [InlineData("alpine", "3.20", DiskController.Ide, NicModel.Vmxnet3)]
    [InlineData("windows", "2022", DiskController.SataAhci, NicModel.E1000E)]
    [InlineData("windows", "2008", DiskController.SataAhci, NicModel.E1000)]
    [InlineData("freebsd", "14", DiskController.SataAhci, NicModel.E1000)]
    [InlineData("unheard-of", "1", DiskController.Ide, NicModel.E1000)]
    public void For_Guest_ChoosesWhatItFindsWithoutChanges(string distribution, string version, DiskController controller, NicModel nic)
    {
        HardwareChoice choice = GuestHardware.For(GuestOs.FromImageProperties(distribution, version, null, null), Firmware.Bios, TestMachines.Newest);

        Assert.Equal((controller, nic), (choice.DiskController.Value, choice.Nic.Value));
        Assert.All([choice.DiskController.Reason, choice.Nic.Reason, choice.OsType.Reason, choice.HardwareVersion.Reason, choice.Firmware.Reason], Assert.NotEmpty);
    }

    [Theory]
    [InlineData("rhel", "9", DiskController.Ide)]
    [InlineData("windows", "2012", DiskController.LsiLogicSas)]
    [InlineData("freebsd", "12", DiskController.LsiLogic)]
    [InlineData("debian", "12", DiskController.ParavirtualScsi)]
    public void For_TargetBeforeSata_TakesAnOlderController(string distribution, string version, DiskController controller)
    {
        HardwareChoice choice = GuestHardware.For(GuestOs.FromImageProperties(distribution, version, null, null), Firmware.Bios, new HardwareLimits(9));

        Assert.Equal(controller, choice.DiskController.Value);
        Assert.Equal(9, choice.HardwareVersion.Value);
    }

    [Theory]
    [InlineData("debian", "12", 22, "debian12_64Guest", 20)]
    [InlineData("debian", "12", 19, "debian10_64Guest", 13)]
    [InlineData("debian", "12", 13, "debian10_64Guest", 13)]
    [InlineData("debian", "12", 9, "debian6_64Guest", 9)]
    [InlineData("ubuntu", "22.04", 22, "ubuntu64Guest", 10)]
    [InlineData("rocky", "9", 22, "rockylinux_64Guest", 20)]
    [InlineData("rocky", "9", 19, "other3xLinux64Guest", 10)]
    [InlineData("rhel", "9.3", 17, "rhel7_64Guest", 10)]
    [InlineData("windows", "2022", 22, "windows2019srvNext_64Guest", 18)]
    [InlineData("windows", "2022", 17, "windows9Server64Guest", 11)]
    [InlineData("windows", "11", 13, "windows9_64Guest", 11)]
    [InlineData("windows", "2003", 13, "windows8Server64Guest", 10)]
    [InlineData("freebsd", "14.1", 13, "freebsd64Guest", 10)]
    [InlineData("openbsd", "7.5", 22, "otherGuest64", 10)]
    [InlineData("unheard-of", "1", 22, "otherGuest64", 10)]
    public void For_TargetHardware_GivesTheClosestTypeItOffersAndTheLowestVersion(string distribution, string version, int highest, string type, int hardware)
    {
        HardwareChoice choice = GuestHardware.For(GuestOs.FromImageProperties(distribution, version, null, null), Firmware.Bios, new HardwareLimits(highest));

        Assert.Equal((type, hardware), (choice.OsType.Value.Name, choice.HardwareVersion.Value));
    }

    [Fact]
    public void For_TargetThatListsItsTypes_ChoosesAmongThem()
    {
        HardwareLimits limits = new(19, new Dictionary<string, int> { ["debian11_64Guest"] = 9, ["otherLinux64Guest"] = 7 });

        HardwareChoice choice = GuestHardware.For(TestMachines.Debian12, Firmware.Bios, limits);

        Assert.Equal("debian11_64Guest", choice.OsType.Value.Name);
        Assert.Contains("offers no type for just that", choice.OsType.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void For_TargetThatListsNoFittingType_SaysNothingAboutTheGuest()
    {
        HardwareLimits limits = new(19, new Dictionary<string, int>());

        Assert.Equal("otherGuest64", GuestHardware.For(TestMachines.Debian12, Firmware.Bios, limits).OsType.Value.Name);
    }

    [Theory]
    [InlineData("debian", "debian6Guest")]
    [InlineData("ubuntu", "ubuntuGuest")]
    [InlineData("rhel", "other26xLinuxGuest")]
    [InlineData("windows", "windows9Guest")]
    [InlineData("unheard-of", "otherGuest")]
    public void For_32BitGuest_TakesA32BitType(string distribution, string type)
    {
        GuestOs os = GuestOs.FromImageProperties(distribution, "10", null, null, "i686");

        Assert.Equal(type, GuestHardware.For(os, Firmware.Bios, TestMachines.Newest).OsType.Value.Name);
    }

    [Fact]
    public void For_SecureBootOnAnOldTarget_IsDroppedWithAReason()
    {
        HardwareChoice choice = GuestHardware.For(TestMachines.Debian12, Firmware.EfiSecureBoot, new HardwareLimits(12));

        Assert.Equal(Firmware.Efi, choice.Firmware.Value);
        Assert.Contains("Secure Boot", choice.Firmware.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void For_SecureBoot_RaisesTheHardwareVersion()
    {
        GuestOs ubuntu = GuestOs.FromImageProperties("ubuntu", "22.04", null, null);

        Assert.Equal(13, GuestHardware.For(ubuntu, Firmware.EfiSecureBoot, TestMachines.Newest).HardwareVersion.Value);
    }

    [Theory]
    [InlineData(Firmware.Efi)]
    [InlineData(Firmware.EfiSecureBoot)]
    public void For_EfiOnATargetWithoutIt_IsRefused(Firmware firmware)
    {
        DescriptorException error = Assert.Throws<DescriptorException>(() => GuestHardware.For(TestMachines.Debian12, firmware, new HardwareLimits(7)));

        Assert.Equal("descriptor.hardware_version", error.Code);
    }

    [Fact]
    public void For_ForeignArchitecture_IsRefused()
    {
        GuestOs os = TestMachines.Debian12 with { Architecture = "aarch64" };

        DescriptorException error = Assert.Throws<DescriptorException>(() => GuestHardware.For(os, Firmware.Efi, TestMachines.Newest));
        Assert.Equal("descriptor.architecture", error.Code);
    }

    [Fact]
    public void For_Overrides_AreTakenAsTheyAre()
    {
        HardwareOverrides overrides = new(DiskController.LsiLogicSas, NicModel.E1000E, "futureOs_64Guest", 15);

        HardwareChoice choice = GuestHardware.For(TestMachines.Debian12, Firmware.Bios, TestMachines.Newest, overrides);

        Assert.Equal(
            (DiskController.LsiLogicSas, NicModel.E1000E, "futureOs_64Guest", 15),
            (choice.DiskController.Value, choice.Nic.Value, choice.OsType.Value.Name, choice.HardwareVersion.Value));
    }

    public static TheoryData<HardwareOverrides, int> ImpossibleOverrides() => new()
    {
        { new HardwareOverrides(HardwareVersion: 21), 20 },
        { new HardwareOverrides(HardwareVersion: 6), 20 },
        { new HardwareOverrides(DiskController.SataAhci), 9 },
        { new HardwareOverrides(Nic: NicModel.E1000E), 7 },
        { new HardwareOverrides(DiskController.SataAhci, HardwareVersion: 9), 20 },
    };

    [Theory]
    [MemberData(nameof(ImpossibleOverrides))]
    public void For_OverrideThatTheTargetCannotRun_IsRefused(HardwareOverrides overrides, int highest)
    {
        DescriptorException error = Assert.Throws<DescriptorException>(() => GuestHardware.For(TestMachines.Debian12, Firmware.Bios, new HardwareLimits(highest), overrides));

        Assert.Equal("descriptor.hardware_version", error.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b")]
    [InlineData("<x>")]
    public void For_OsTypeOverrideThatIsNoName_IsRefused(string name)
    {
        DescriptorException error = Assert.Throws<DescriptorException>(() =>
            GuestHardware.For(TestMachines.Debian12, Firmware.Bios, TestMachines.Newest, new HardwareOverrides(OsType: name)));

        Assert.Equal("descriptor.os_type", error.Code);
    }
}
