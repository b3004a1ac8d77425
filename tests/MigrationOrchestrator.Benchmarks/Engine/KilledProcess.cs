using System.Diagnostics;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>This program again, as a process that is killed when it has done its work.</summary>
internal static class KilledProcess
{
    /// <summary>What it prints when it has.</summary>
    public const string Ready = "ready";

    /// <summary>Runs it and kills it with SIGKILL.</summary>
    /// <exception cref="InvalidOperationException">It ended by itself.</exception>
    public static async Task RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(KilledProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The process did not start.");
        string? line = await process.StandardOutput.ReadLineAsync();
        process.Kill();
        await process.WaitForExitAsync();
        if (line != Ready)
        {
            throw new InvalidOperationException($"'{string.Join(' ', arguments)}' said '{line}' and ended with {process.ExitCode}.");
        }
    }
}
