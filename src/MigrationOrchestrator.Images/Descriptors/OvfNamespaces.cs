using System.Xml.Linq;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>The namespaces of an OVF 1.x descriptor (DSP0243) and of VMware's extensions.</summary>
internal static class OvfNamespaces
{
    public static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";
    public static readonly XNamespace Ovf2 = "http://schemas.dmtf.org/ovf/envelope/2";
    public static readonly XNamespace Rasd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";
    public static readonly XNamespace Vssd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData";
    public static readonly XNamespace Vmw = "http://www.vmware.com/schema/ovf";
}
