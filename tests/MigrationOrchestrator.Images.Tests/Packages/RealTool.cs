using System.ComponentModel;
using System.Diagnostics;

namespace MigrationOrchestrator.Images.Tests.Packages;

/// <summary>Runs tar or sha1sum of this machine; skips the test where the tool is absent.</summary>
internal static class RealTool
{
    public static async Task<string> RunAsync(string tool, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"The tool '{tool}' is not installed.");
            throw;
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"{tool} ended with {process.ExitCode}: {await errors}");
            return output;
        }
    }
}
