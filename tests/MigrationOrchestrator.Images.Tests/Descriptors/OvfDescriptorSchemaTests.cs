using System.Text;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

public sealed class OvfDescriptorSchemaTests
{
    private static readonly int[] DiskCounts = [1, 2, 4, 5, 16, 60];
    private static readonly int[] NicCounts = [0, 1, 3, 10];

    public static TheoryData<GuestFamily, Firmware> FamiliesAndFirmware() =>
        new MatrixTheoryData<GuestFamily, Firmware>(Enum.GetValues<GuestFamily>(), Enum.GetValues<Firmware>());

    [Theory]
    [MemberData(nameof(FamiliesAndFirmware))]
    public void Write_EveryFamilyFirmwareAndSize_IsValidAndReadsBackTheSame(GuestFamily family, Firmware firmware)
    {
        foreach (HardwareLimits? limits in new[] { TestMachines.Newest, new HardwareLimits(9), HardwareLimits.Unknown })
        {
            HardwareChoice hardware = GuestHardware.For(new GuestOs(family, null, null, "x86_64"), firmware, limits);
            foreach (int disks in DiskCounts.Where(count => count <= DiskSlots.Capacity(hardware.DiskController.Value)))
            {
                foreach (int nics in NicCounts)
                {
                    Check(TestMachines.Machine(disks: disks, nics: nics, hardware: hardware));
                }
            }
        }
    }

    [Theory]
    [InlineData(DiskController.Ide, 4)]
    [InlineData(DiskController.SataAhci, 120)]
    [InlineData(DiskController.ParavirtualScsi, 60)]
    [InlineData(DiskController.LsiLogic, 60)]
    [InlineData(DiskController.LsiLogicSas, 60)]
    public void Write_FullControllers_IsValid(DiskController controller, int disks)
    {
        Check(TestMachines.Machine(disks: disks, hardware: TestMachines.With(controller, NicModel.E1000E, Firmware.EfiSecureBoot)));
    }

    [Fact]
    public void Write_AnnotationAndNamesInAnyScript_IsValid()
    {
        Check(TestMachines.Machine(name: "web/🐧 <&\"'>]]> größe 机器") with { Annotation = "line one\nline <two> \t&amp;" });
    }

    [Fact]
    public void Faults_ItemWithoutInstanceId_AreFound()
    {
        string text = Encoding.UTF8.GetString(OvfDescriptor.Write(TestMachines.Machine()));
        string wrong = text.Replace("<rasd:InstanceID>1</rasd:InstanceID>", "", StringComparison.Ordinal);

        Assert.NotEmpty(OvfSchema.Faults(Encoding.UTF8.GetBytes(wrong)));
    }

    private static void Check(DescribedMachine machine)
    {
        byte[] bytes = OvfDescriptor.Write(machine);

        Assert.Equal([], OvfSchema.Faults(bytes));
        OvfEnvelope envelope = OvfReader.Read(bytes);
        OvfMachine read = Assert.Single(envelope.Machines);
        Assert.Equal(machine.Name, read.Name);
        Assert.Equal(machine.Cpus, read.Cpus);
        Assert.Equal(machine.MemoryMiB * TestMachines.Mebibyte, read.MemoryBytes);
        Assert.Equal(machine.Hardware.Firmware.Value, read.Firmware);
        Assert.Equal(machine.Hardware.OsType.Value.Name, read.OsType);
        Assert.Equal(
            machine.Disks.Select(disk => (disk.FileName, (long?)disk.FileLength, disk.CapacityBytes, disk.PopulatedBytes)),
            read.Drives.Select(drive => (drive.Disk.File!.Name, drive.Disk.File.Length, drive.Disk.CapacityBytes, drive.Disk.PopulatedBytes)));
        Assert.Equal(machine.Disks.Count, read.Drives.Select(drive => (drive.Controller, drive.Unit)).Distinct().Count());
        Assert.Equal(machine.Nics.Select(nic => (nic.Network, nic.MacAddress)), read.Nics.Select(nic => (nic.Network!, nic.MacAddress)));
    }
}
