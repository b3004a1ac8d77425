using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Migrations.Requests;

/// <summary>The words that requests use for virtual hardware.</summary>
internal static class RequestWords
{
    /// <summary>Disk controllers by the operator's word.</summary>
    public static IReadOnlyDictionary<string, DiskController> Controllers { get; } = new Dictionary<string, DiskController>(StringComparer.OrdinalIgnoreCase)
    {
        ["pvscsi"] = DiskController.ParavirtualScsi,
        ["sata"] = DiskController.SataAhci,
        ["ide"] = DiskController.Ide,
        ["lsisas"] = DiskController.LsiLogicSas,
        ["lsilogic"] = DiskController.LsiLogic,
    };

    /// <summary>Network cards by the operator's word.</summary>
    public static IReadOnlyDictionary<string, NicModel> NetworkCards { get; } = new Dictionary<string, NicModel>(StringComparer.OrdinalIgnoreCase)
    {
        ["vmxnet3"] = NicModel.Vmxnet3,
        ["e1000e"] = NicModel.E1000E,
        ["e1000"] = NicModel.E1000,
    };
}
