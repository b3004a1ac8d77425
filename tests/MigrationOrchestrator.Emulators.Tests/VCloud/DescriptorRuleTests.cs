using System.Text;
using MigrationOrchestrator.Emulators.VCloud.Protocol;
using MigrationOrchestrator.Emulators.VCloud.Uploads;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.Emulators.Tests.VCloud;

public sealed class DescriptorRuleTests
{
    private static readonly string Sound = Encoding.UTF8.GetString(TinyDescriptor.Build(("disk-0.vmdk", 1000, 65536)));

    [Fact]
    public void Descriptor_ThatIsSound_IsRead()
    {
        UploadDescriptor descriptor = Read(Sound);
        Assert.Equal(("machine", "disk-0.vmdk", 65536L), (descriptor.VmName, descriptor.Disks[0].File, descriptor.CapacityBytes));
        Assert.Equal(["net"], descriptor.Nics);
    }

    [Theory]
    [InlineData("ovf:capacity=\"65536\"", "ovf:capacity=\"1\" ovf:capacityAllocationUnits=\"byte * 2^20\"")]
    public void Descriptor_WithUnits_IsRead(string found, string instead) => Assert.Equal(1L << 20, Read(Sound.Replace(found, instead, StringComparison.Ordinal)).CapacityBytes);

    [Theory]
    [InlineData("<Envelope", "<!DOCTYPE x [<!ENTITY a 'b'>]><Envelope")]
    [InlineData("ovf/envelope/1", "ovf/envelope/2")]
    [InlineData("#streamOptimized", "#sparse")]
    [InlineData("vmx-11", "vmx-21")]
    [InlineData("ovf:href=\"disk-0.vmdk\"", "ovf:href=\"../disk-0.vmdk\"")]
    [InlineData("ovf:href=\"disk-0.vmdk\"", "ovf:href=\"descriptor.ovf\"")]
    [InlineData("ovf:size=\"1000\"", "ovf:size=\"1000\" ovf:compression=\"gzip\"")]
    [InlineData("ovf:fileRef=\"file0\"", "ovf:fileRef=\"file9\"")]
    [InlineData("ovf:/disk/disk0", "ovf:/disk/disk9")]
    [InlineData("<rasd:Parent>2</rasd:Parent>", "<rasd:Parent>99</rasd:Parent>")]
    [InlineData("<rasd:InstanceID>30</rasd:InstanceID>", "<rasd:InstanceID>1</rasd:InstanceID>")]
    [InlineData("<rasd:ElementName>1 CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID>", "<rasd:InstanceID>1</rasd:InstanceID><rasd:ElementName>1 CPU</rasd:ElementName>")]
    [InlineData("<NetworkSection>", "<DeploymentOptionSection><Info/></DeploymentOptionSection><NetworkSection>")]
    [InlineData("ovf:capacity=\"65536\"", "ovf:capacity=\"many\"")]
    [InlineData("ovf:size=\"1000\"", "ovf:size=\"-5\"")]
    public void Descriptor_ThatBreaksARule_IsRefused(string found, string instead)
    {
        string broken = Sound.Replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "", StringComparison.Ordinal).Replace(found, instead, StringComparison.Ordinal);
        Assert.NotEqual(Sound, broken);
        Assert.StartsWith("The OVF descriptor is not valid", Assert.Throws<ApiFault>(() => Read(broken)).Message, StringComparison.Ordinal);
    }

    private static UploadDescriptor Read(string text) => UploadDescriptor.Read(Encoding.UTF8.GetBytes(text), highestHardware: 19);
}
