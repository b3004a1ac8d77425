using System.Diagnostics;
using System.Globalization;
using MigrationOrchestrator.Durable.CrashHost;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>The crash host as a process of its own.</summary>
internal static class CrashingHost
{
    /// <summary>The exit code of a process that SIGKILL ended: 128 + 9.</summary>
    public const int Killed = 137;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Runs it to its end.</summary>
    /// <param name="path">The engine's file.</param>
    /// <param name="crashAt">Where it kills itself; null for nowhere.</param>
    /// <param name="arguments">What it is told besides the file.</param>
    public static async Task<(int Exit, string Output)> RunAsync(string path, string? crashAt, params string[] arguments)
    {
        using Process host = Start(path, crashAt, arguments);
        string output = await host.StandardOutput.ReadToEndAsync(Cancellation);
        await host.WaitForExitAsync(Cancellation);
        return (host.ExitCode, output);
    }

    public static Process Start(string path, string? crashAt, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(FaultScenario).Assembly.Location, path, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["MIGRATOR_CRASH_AT"] = crashAt;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("The host did not start.");
    }

    /// <summary>Reads a number that it printed: <c>commits=12</c>.</summary>
    public static int Number(string output, string name)
    {
        string text = output.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries).Single(word => word.StartsWith($"{name}=", StringComparison.Ordinal));
        return int.Parse(text[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
