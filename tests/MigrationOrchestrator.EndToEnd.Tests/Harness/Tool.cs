using System.Diagnostics;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>Other people's programs.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> environment, string program, params IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}\n{output}{await error}");
        return output.Trim();
    }

    public static Task<string> RunAsync(string program, params IReadOnlyList<string> arguments) => RunAsync(new Dictionary<string, string>(), program, arguments);

    /// <summary>Starts QEMU on a disk and waits until the guest has said something on its serial port.</summary>
    /// <returns>The line in which it said so.</returns>
    public static async Task<string> BootsAsync(string disk, string format, string text)
    {
        ProcessStartInfo start = new("qemu-system-x86_64",
            ["-machine", "pc,accel=tcg", "-m", "256", "-display", "none", "-no-reboot", "-snapshot", "-serial", "stdio", "-monitor", "none", "-net", "none", "-drive", $"file={disk},format={format},if=ide"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process qemu = Process.Start(start)!;
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(2));
        try
        {
            string? said;
            do
            {
                said = await qemu.StandardOutput.ReadLineAsync(late.Token);
                Assert.NotNull(said);
            }
            while (!said.Contains(text, StringComparison.Ordinal));
            return said;
        }
        finally
        {
            qemu.Kill();
            await qemu.WaitForExitAsync(CancellationToken.None);
        }
    }
}
