using System.Diagnostics;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>Runs programs and measures them.</summary>
internal static class Tool
{
    /// <summary>Runs a program, demands success and returns its output and the seconds it took.</summary>
    public static async Task<(string Output, double Seconds)> RunAsync(string program, params string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (output, Stopwatch.GetElapsedTime(start).TotalSeconds)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
