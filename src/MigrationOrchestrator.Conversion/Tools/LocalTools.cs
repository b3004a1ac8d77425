using System.Runtime.InteropServices;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tools;

/// <summary>Finds the converter's tools on this machine.</summary>
/// <param name="options">Where to look.</param>
internal sealed class LocalTools(ConversionOptions options)
{
    private static readonly string[] Nowhere = [];

    /// <summary>How a tool is called here.</summary>
    /// <exception cref="FailureException"><c>conversion.tool_missing</c> with the remedy.</exception>
    public ToolCommand Find(ConversionTool tool) => tool switch
    {
        ConversionTool.Migrator => FindMigrator(),
        ConversionTool.QemuImg => FindQemuImg(),
        _ => throw new ArgumentOutOfRangeException(nameof(tool), tool, "There is no such tool."),
    };

    /// <summary>The real path of a program on the PATH, or null.</summary>
    public static string? FindOnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .Where(File.Exists)
            .Select(RealPath)
            .FirstOrDefault();

    private static string RealPath(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private ToolCommand FindQemuImg()
    {
        string? path = options.QemuImg is { } told ? (File.Exists(told) ? RealPath(told) : null) : FindOnPath("qemu-img");
        return path is null
            ? throw Missing($"'{options.QemuImg ?? "qemu-img"}' is not on this machine.", "Install it (Debian: apt-get install qemu-utils) or configure its path.")
            : new ToolCommand(path, Nowhere, [path], new Dictionary<string, string>());
    }

    private ToolCommand FindMigrator()
    {
        string library = Path.Combine(options.ConverterFolder, "migrator.dll");
        if (File.Exists(library))
        {
            // …/shared/Microsoft.NETCore.App/10.0.0/ -> …
            string runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
            string dotnet = Path.Combine(runtime, "dotnet");
            return File.Exists(dotnet)
                ? new ToolCommand(dotnet, ["exec", library], [dotnet, Path.Combine(runtime, "host"), Path.Combine(runtime, "shared"), options.ConverterFolder], DotNetEnvironment(runtime))
                : throw Missing($"The .NET runtime's 'dotnet' is not in '{runtime}'.", "Install the .NET runtime, or publish migrator self-contained.");
        }

        string program = Path.Combine(options.ConverterFolder, "migrator");
        return File.Exists(program)
            ? new ToolCommand(RealPath(program), Nowhere, [options.ConverterFolder], DotNetEnvironment(null))
            : throw Missing($"Neither migrator.dll nor migrator is in '{options.ConverterFolder}'.", "Build or publish MigrationOrchestrator.Cli, or configure the converter's folder.");
    }

    private static Dictionary<string, string> DotNetEnvironment(string? runtime)
    {
        Dictionary<string, string> environment = new()
        {
            // No debugger's pipe, no extraction into a home that is not there.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = "/tmp",
            ["DOTNET_gcServer"] = "0",
        };
        if (runtime is not null)
        {
            environment["DOTNET_ROOT"] = runtime;
        }

        return environment;
    }

    private static FailureException Missing(string message, string remedy) => new(new Failure("conversion.tool_missing", message) { Remedy = remedy });
}
