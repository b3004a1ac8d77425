using System.Diagnostics;

namespace MigrationOrchestrator.Cli.Tests.Support;

/// <summary>The built <c>migrator</c> as a process of its own, without colours or terminal, as scripts run it.</summary>
public sealed class MigratorProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly Task<string> error;

    private MigratorProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    /// <summary>Starts it on a data folder.</summary>
    public static MigratorProcess Start(string folder, IEnumerable<string> arguments, string? input = null, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "migrator.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MIGRATOR_HOME"] = folder;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        return new MigratorProcess(process);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<MigratorResult> RunAsync(string folder, params string[] arguments)
    {
        using MigratorProcess started = Start(folder, arguments);
        return await started.EndAsync();
    }

    public async Task<string> ReadLineAsync() => await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience) ?? throw new InvalidOperationException($"It ended: {await error}");

    public async Task<MigratorResult> EndAsync()
    {
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return new MigratorResult(process.ExitCode, output, await error);
    }

    /// <summary>Sends a signal, such as INT or KILL.</summary>
    public async Task SignalAsync(string signal)
    {
        if (signal == "KILL")
        {
            process.Kill();
            return;
        }

        using Process kill = Process.Start("kill", [$"-{signal}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}

/// <summary>How a run ended.</summary>
public sealed record MigratorResult(int Code, string Output, string Error);
