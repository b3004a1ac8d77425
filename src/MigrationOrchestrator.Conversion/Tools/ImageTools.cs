using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tools;

/// <summary>Where the tools are in the converter's image; <c>infra/local/converter/Containerfile</c> puts them there.</summary>
internal static class ImageTools
{
    /// <summary>A tool's path in the image.</summary>
    public static IReadOnlyList<string> Find(ConversionTool tool) => tool switch
    {
        ConversionTool.Migrator => ["/usr/local/bin/migrator"],
        ConversionTool.QemuImg => ["/usr/bin/qemu-img"],
        _ => throw new ArgumentOutOfRangeException(nameof(tool), tool, "There is no such tool."),
    };
}
