namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>The numbers of CIM_ResourceAllocationSettingData.ResourceType that machines here use.</summary>
internal static class ResourceTypes
{
    public const int Processor = 3;
    public const int Memory = 4;
    public const int IdeController = 5;
    public const int ScsiController = 6;
    public const int EthernetAdapter = 10;
    public const int DiskDrive = 17;

    /// <summary>"Other storage device" in CIM; VMware's SATA and NVMe controllers.</summary>
    public const int StorageController = 20;
}
