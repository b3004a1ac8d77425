using System.Text;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Descriptors;

public sealed class OvfReaderTests
{
    private static readonly string Good = Encoding.UTF8.GetString(OvfDescriptor.Write(TestMachines.Machine(disks: 2)));

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("%2e%2e%2fdisk.vmdk")]
    [InlineData("..")]
    [InlineData("/abs.vmdk")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("a\\b.vmdk")]
    [InlineData("c:disk.vmdk")]
    [InlineData("a%00b.vmdk")]
    [InlineData("-o.vmdk")]
    public void Read_FileThatIsNoPlainName_IsRefused(string href) =>
        Refused("descriptor.file_name", Good.Replace("\"disk-1.vmdk\"", $"\"{href}\"", StringComparison.Ordinal));

    [Fact]
    public void Read_EscapedFileName_IsUnescaped()
    {
        OvfEnvelope envelope = Read(Good.Replace("\"disk-1.vmdk\"", "\"disk%201.vmdk\"", StringComparison.Ordinal));

        Assert.Equal("disk 1.vmdk", envelope.Files[0].Name);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>")]
    public void Read_Dtd_IsRefused(string dtd) =>
        Refused("descriptor.xml", Good.Replace("<ovf:Envelope ", dtd + "<ovf:Envelope ", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<ovf")]
    [InlineData("<html><body/></html>")]
    [InlineData("<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/2\"/>")]
    [InlineData("<a b='&unknown;'/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"no-such\"?><a/>")]
    public void Read_OtherText_IsRefused(string text) => Refused("descriptor.xml", text);

    [Fact]
    public void Read_Truncated_IsRefusedAtEveryLength()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Good);
        for (int length = 0; length < bytes.Length - 2; length += 37)
        {
            Assert.Throws<DescriptorException>(() => OvfReader.Read(bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Read_DeepNesting_IsRefused() =>
        Refused("descriptor.xml", string.Concat(Enumerable.Repeat("<a>", 200_000)));

    [Fact]
    public void Read_MillionsOfElements_AreRefused() =>
        Refused("descriptor.xml", $"<a>{string.Concat(Enumerable.Repeat("<b/>", 2_000_000))}</a>");

    [Fact]
    public void Read_ThousandsOfAttributes_AreRefused() =>
        Refused("descriptor.xml", $"<a {string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"a{i}=''"))}/>");

    [Fact]
    public async Task ReadAsync_StreamBeyondTheBound_IsRefusedWithoutReadingOn()
    {
        using EndlessStream endless = new();

        DescriptorException error = await Assert.ThrowsAsync<DescriptorException>(() => OvfReader.ReadAsync(endless, TestContext.Current.CancellationToken));

        Assert.Equal("descriptor.length", error.Code);
        Assert.InRange(endless.Given, OvfReader.LongestDescriptor, OvfReader.LongestDescriptor + (128 * 1024));
    }

    [Theory]
    [InlineData("ovf:id=\"file2\"", "ovf:id=\"file1\"", "descriptor.file")]
    [InlineData("\"disk-2.vmdk\"", "\"DISK-1.vmdk\"", "descriptor.file")]
    [InlineData("ovf:id=\"file2\"", "ovf:id=\"file2\" ovf:chunkSize=\"100\"", "descriptor.file")]
    [InlineData("ovf:id=\"file2\"", "ovf:id=\"file2\" ovf:compression=\"gzip\"", "descriptor.file")]
    [InlineData("ovf:fileRef=\"file2\"", "ovf:fileRef=\"file9\"", "descriptor.disk")]
    [InlineData("ovf:diskId=\"vmdisk2\"", "ovf:diskId=\"vmdisk1\"", "descriptor.disk")]
    [InlineData("ovf:capacity=\"10485760\" ", "", "descriptor.disk")]
    [InlineData("ovf:capacity=\"10485760\"", "ovf:capacity=\"${size}\"", "descriptor.number")]
    [InlineData("ovf:capacity=\"10485760\"", "ovf:capacity=\"-1\"", "descriptor.number")]
    [InlineData("ovf:capacity=\"10485760\"", "ovf:capacity=\"99999999999999999999\"", "descriptor.number")]
    [InlineData("\"byte\"", "\"byte * 2^60\"", "descriptor.units")]
    [InlineData("\"byte\"", "\"byte * 2^99\"", "descriptor.units")]
    [InlineData("\"byte\"", "\"furlong\"", "descriptor.units")]
    [InlineData("ovf:/disk/vmdisk2", "ovf:/disk/vmdisk7", "descriptor.item")]
    [InlineData("ovf:/disk/vmdisk2", "/dev/sda", "descriptor.item")]
    [InlineData("<rasd:Parent>3</rasd:Parent>", "<rasd:Parent>77</rasd:Parent>", "descriptor.item")]
    [InlineData("<rasd:InstanceID>2</rasd:InstanceID>", "<rasd:InstanceID>1</rasd:InstanceID>", "descriptor.item")]
    [InlineData("<rasd:AddressOnParent>1</rasd:AddressOnParent>", "<rasd:AddressOnParent>70000</rasd:AddressOnParent>", "descriptor.number")]
    [InlineData("<rasd:ResourceType>4</rasd:ResourceType>", "<rasd:ResourceType>1</rasd:ResourceType>", "descriptor.machine")]
    [InlineData("ovf:VirtualHardwareSection", "ovf:OtherSection", "descriptor.machine")]
    [InlineData("ovf:VirtualSystem", "ovf:Nothing", "descriptor.machine")]
    public void Read_Contradiction_IsRefused(string replaced, string by, string code)
    {
        Assert.Contains(replaced, Good, StringComparison.Ordinal);
        Refused(code, Good.Replace(replaced, by, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("byte * 2^20", 1L << 20)]
    [InlineData("byte*2^30", 1L << 30)]
    [InlineData("byte * 10^6", 1_000_000)]
    [InlineData("MegaBytes", 1L << 20)]
    [InlineData("", 1)]
    public void Read_CapacityUnits_AreTurnedIntoBytes(string units, long factor)
    {
        OvfEnvelope envelope = Read(Good
            .Replace("ovf:capacity=\"10485760\"", "ovf:capacity=\"7\"", StringComparison.Ordinal)
            .Replace("ovf:capacityAllocationUnits=\"byte\"", $"ovf:capacityAllocationUnits=\"{units}\"", StringComparison.Ordinal)
            .Replace("ovf:capacity=\"20971520\"", "ovf:capacity=\"9\"", StringComparison.Ordinal));

        Assert.Equal(7 * factor, envelope.Disks[0].CapacityBytes);
    }

    [Fact]
    public void Read_EmptyDisk_HasNoFile()
    {
        OvfEnvelope envelope = Read(Good.Replace(" ovf:fileRef=\"file2\"", "", StringComparison.Ordinal));

        Assert.Null(envelope.Disks[1].File);
    }

    [Fact]
    public void Read_DeploymentOptions_GivesTheHardwareOfTheDefaultOne()
    {
        const string cpus = "<rasd:VirtualQuantity>2</rasd:VirtualQuantity>";
        string item = Good[Good.IndexOf("<ovf:Item>", StringComparison.Ordinal)..(Good.IndexOf("</ovf:Item>", StringComparison.Ordinal) + "</ovf:Item>".Length)];
        string options = item.Replace("<ovf:Item>", "<ovf:Item ovf:configuration=\"tiny\">", StringComparison.Ordinal)
            + item.Replace("<ovf:Item>", "<ovf:Item ovf:configuration=\"big huge\">", StringComparison.Ordinal).Replace(cpus, cpus.Replace('2', '8'), StringComparison.Ordinal)
            + item.Replace("<ovf:Item>", "<ovf:Item ovf:bound=\"max\">", StringComparison.Ordinal).Replace(cpus, cpus.Replace('2', '9'), StringComparison.Ordinal);
        string section = "<ovf:DeploymentOptionSection><ovf:Info/><ovf:Configuration ovf:id=\"tiny\"/><ovf:Configuration ovf:id=\"huge\" ovf:default=\"true\"/></ovf:DeploymentOptionSection><ovf:DiskSection>";

        OvfEnvelope envelope = Read(Good.Replace(item, options, StringComparison.Ordinal).Replace("<ovf:DiskSection>", section, StringComparison.Ordinal));

        Assert.Equal(8, envelope.Machines.Single().Cpus);
    }

    [Fact]
    public void Read_CollectionWithDefaultNamespace_GivesItsMachines()
    {
        const string item = "<Item><r:ElementName>x</r:ElementName><r:InstanceID>{0}</r:InstanceID><r:ResourceType>{1}</r:ResourceType><r:VirtualQuantity>{2}</r:VirtualQuantity></Item>";
        string hardware = string.Format(null, item, 1, 3, 4) + string.Format(null, item, 2, 4, 1024);
        OvfEnvelope envelope = Read($"""
            <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:o="http://schemas.dmtf.org/ovf/envelope/1"
                xmlns:r="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
              <References/>
              <VirtualSystemCollection o:id="all"><Info>a vApp</Info>
                <VirtualSystem o:id="a"><Info/><Name>first</Name><VirtualHardwareSection><Info/>{hardware}</VirtualHardwareSection></VirtualSystem>
                <VirtualSystem o:id="b"><Info/><VirtualHardwareSection><Info/>{hardware}</VirtualHardwareSection></VirtualSystem>
              </VirtualSystemCollection>
            </Envelope>
            """);

        Assert.Equal([("first", 4, 1024L), ("b", 4, 1024L)], envelope.Machines.Select(machine => (machine.Name, machine.Cpus, machine.MemoryBytes)));
    }

    private static OvfEnvelope Read(string text) => OvfReader.Read(Encoding.UTF8.GetBytes(text));

    private static void Refused(string code, string text)
    {
        DescriptorException error = Assert.Throws<DescriptorException>(() => Read(text));
        Assert.Equal(code, error.Code);
        Assert.InRange(error.Message.Length, 20, 600);
    }
}
