using System.Diagnostics;

namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>qemu-img, the oracle; tests that need it skip where it is absent.</summary>
internal static class QemuImg
{
    private static readonly bool s_isInstalled = IsInstalled();

    public static void Require() => Assert.SkipUnless(s_isInstalled, "qemu-img is not installed (Debian package qemu-utils).");

    /// <summary>Runs qemu-img, demands exit code 0 and returns its output.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        Require();
        var (exitCode, output) = await TryRunAsync(arguments);
        Assert.True(exitCode == 0, $"qemu-img {string.Join(' ', arguments)}: exit code {exitCode}: {output}");
        return output;
    }

    public static async Task<(int ExitCode, string Output)> TryRunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("qemu-img", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Demands that qemu-img finds no fault in an image and the same guest content as in another.</summary>
    public static async Task CheckAndCompareAsync(string sourceFormat, string source, string targetFormat, string target)
    {
        await RunAsync("check", "-f", targetFormat, target);
        await RunAsync("compare", "-f", sourceFormat, "-F", targetFormat, source, target);
    }

    private static bool IsInstalled()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("qemu-img", "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
