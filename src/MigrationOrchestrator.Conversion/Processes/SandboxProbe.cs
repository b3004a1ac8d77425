using System.Diagnostics;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>Finds out, once, whether bubblewrap is installed and works here: containers and hardened kernels often forbid it.</summary>
/// <param name="bubblewrap">The path of <c>bwrap</c>, or null where there is none.</param>
internal sealed class SandboxProbe(string? bubblewrap)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Lazy<Task<ISandbox>> found = new(() => ChooseAsync(bubblewrap));

    /// <summary>Whether the host is root.</summary>
    public static bool IsRoot => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>The best sandbox that works.</summary>
    public Task<ISandbox> FindAsync(CancellationToken cancellation) => found.Value.WaitAsync(cancellation);

    private static async Task<ISandbox> ChooseAsync(string? bubblewrap)
    {
        if (bubblewrap is null)
        {
            return new BareSandbox("bubblewrap is not installed", IsRoot);
        }

        BubblewrapSandbox sandbox = new(bubblewrap, IsRoot);
        string? objection = await TryAsync(sandbox);
        return objection is null ? sandbox : new BareSandbox($"bubblewrap does not work here: {objection}", IsRoot);
    }

    /// <summary>Runs a program that does nothing; returns what stood in the way, or null.</summary>
    private static async Task<string?> TryAsync(BubblewrapSandbox sandbox)
    {
        string nothing = LocalTools.FindOnPath("true") ?? "/usr/bin/true";
        string folder = Directory.CreateTempSubdirectory("migrator-probe-").FullName;
        try
        {
            ConversionJob job = new("probe", ConversionTool.QemuImg, [], nothing, folder, "none", new ConversionLimits(Patience, 256L << 20, 1 << 20, 1));
            ProcessStartInfo start = sandbox.Command(new ToolCommand(nothing, [], [nothing], new Dictionary<string, string>()), job, IsRoot ? JobUser.Of("probe-0000000000000000") : null, 0);
            start.RedirectStandardError = true;
            start.RedirectStandardOutput = true;
            using Process process = Process.Start(start)!;
            string errors = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            return process.ExitCode == 0 ? null : errors.Trim().Split('\n')[0];
        }
        catch (Exception failed) when (failed is System.ComponentModel.Win32Exception or TimeoutException)
        {
            return failed.Message;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
