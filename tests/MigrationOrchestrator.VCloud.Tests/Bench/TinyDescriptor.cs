using System.Text;

namespace MigrationOrchestrator.VCloud.Tests.Bench;

/// <summary>A small OVF descriptor that vCloud takes.</summary>
internal static class TinyDescriptor
{
    public static byte[] Build(params (string Name, long Size, long Capacity)[] files) => Encoding.UTF8.GetBytes($"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
          <References>
            {string.Concat(files.Select((file, index) => $"""<File ovf:id="file{index}" ovf:href="{file.Name}" ovf:size="{file.Size}"/>"""))}
          </References>
          <DiskSection>
            <Info>Disks</Info>
            {string.Concat(files.Select((file, index) => $"""<Disk ovf:diskId="disk{index}" ovf:fileRef="file{index}" ovf:capacity="{file.Capacity}" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>"""))}
          </DiskSection>
          <NetworkSection><Info>Networks</Info><Network ovf:name="net"><Description>net</Description></Network></NetworkSection>
          <VirtualSystem ovf:id="machine">
            <Info>A machine</Info>
            <Name>machine</Name>
            <OperatingSystemSection ovf:id="101"><Info>Guest</Info></OperatingSystemSection>
            <VirtualHardwareSection>
              <Info>Hardware</Info>
              <System><vssd:ElementName>Hardware</vssd:ElementName><vssd:InstanceID>0</vssd:InstanceID><vssd:VirtualSystemType>vmx-11</vssd:VirtualSystemType></System>
              <Item><rasd:Description>CPUs</rasd:Description><rasd:ElementName>1 CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
              <Item><rasd:Address>0</rasd:Address><rasd:ElementName>SCSI</rasd:ElementName><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceSubType>VirtualSCSI</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></Item>
              {string.Concat(files.Select((_, index) => $"""<Item><rasd:AddressOnParent>{index}</rasd:AddressOnParent><rasd:ElementName>Disk {index}</rasd:ElementName><rasd:HostResource>ovf:/disk/disk{index}</rasd:HostResource><rasd:InstanceID>{10 + index}</rasd:InstanceID><rasd:Parent>2</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>"""))}
              <Item><rasd:AddressOnParent>7</rasd:AddressOnParent><rasd:AutomaticAllocation>true</rasd:AutomaticAllocation><rasd:Connection>net</rasd:Connection><rasd:ElementName>NIC</rasd:ElementName><rasd:InstanceID>30</rasd:InstanceID><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
            </VirtualHardwareSection>
          </VirtualSystem>
        </Envelope>
        """.ReplaceLineEndings("\n"));
}
