using System.Diagnostics;

namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>qemu-img, the oracle; tests that need it skip where it is absent.</summary>
internal static class QemuImg
{
    private static readonly bool IsInstalled = Find();

    public static void Require() => Assert.SkipUnless(IsInstalled, "qemu-img is not installed (Debian package qemu-utils).");

    /// <summary>Runs qemu-img, demands exit code 0 and returns its output.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        Require();
        (int exitCode, string? output) = await TryRunAsync("qemu-img", arguments);
        Assert.True(exitCode == 0, $"qemu-img {string.Join(' ', arguments)}: exit code {exitCode}: {output}");
        return output;
    }

    /// <summary>Lets qemu-io, which comes with qemu-img, write into an image as a guest would.</summary>
    /// <param name="path">The image.</param>
    /// <param name="isKilled">Whether it ends without closing the image.</param>
    /// <param name="commands">What it does, such as <c>write -P 0x5a 1M 64k</c>.</param>
    public static async Task WriteAsync(string path, bool isKilled, params string[] commands)
    {
        Require();
        string[] all = isKilled ? [.. commands, "flush", "sigraise 9"] : commands;
        (int exitCode, string output) = await TryRunAsync("qemu-io", ["-f", "qcow2", .. all.SelectMany(command => new[] { "-c", command }), path]);
        Assert.True(exitCode == (isKilled ? 137 : 0), $"qemu-io: exit code {exitCode}: {output}");
    }

    private static async Task<(int ExitCode, string Output)> TryRunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Demands that qemu-img finds no fault in an image and the same guest content as in another.</summary>
    public static async Task CheckAndCompareAsync(string sourceFormat, string source, string targetFormat, string target)
    {
        await RunAsync("check", "-f", targetFormat, target);
        await RunAsync("compare", "-f", sourceFormat, "-F", targetFormat, source, target);
    }

    private static bool Find()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("qemu-img", "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
