using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>The real <c>migrator</c> program on one data folder.</summary>
internal sealed class Migrator(string dataFolder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "migrator.dll");

    public string DataFolder => dataFolder;

    /// <summary>Environment variables that every run gets.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Everything that any run has written to either stream.</summary>
    public StringBuilder Said { get; } = new();

    /// <summary>Runs a command to its end.</summary>
    public async Task<Ended> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource late = new(Patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"migrator {string.Join(' ', arguments)} did not end. It said: {await output}{await error}");
        }

        Ended ended = new(process.ExitCode, await output, await error);
        Said.Append(ended.Output).Append(ended.Error);
        return ended;
    }

    /// <summary>Serves the data folder over HTTP while <paramref name="use"/> runs.</summary>
    public async Task ServeAsync(Func<HttpClient, Task> use)
    {
        int port = FreePort();
        Environment["MIGRATOR_WEB__URL"] = $"http://127.0.0.1:{port}";
        using Process process = Start(["serve"]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        try
        {
            await ReadyAsync(http, process);
            await use(http);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            Said.Append(await output).Append(await error);
        }
    }

    /// <summary>Runs a command and kills it (SIGKILL) a while after it has begun to work, unless it ends before.</summary>
    /// <param name="begun">Completes when the program is seen to work; machines differ in how long it takes to start.</param>
    /// <param name="delay">How long after that it is killed.</param>
    /// <param name="arguments">The command.</param>
    /// <returns>Whether it was killed.</returns>
    public async Task<bool> KillAfterAsync(Func<CancellationToken, Task> begun, TimeSpan delay, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource ended = new(Patience);
        Task exit = process.WaitForExitAsync(CancellationToken.None);
        Task due = DueAsync(begun, delay, ended.Token);
        bool killed = await Task.WhenAny(exit, due) == due;
        if (killed)
        {
            process.Kill();
            await exit;
        }

        await ended.CancelAsync();
        Said.Append(await output).Append(await error);
        return killed;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ReadyAsync(HttpClient http, Process process)
    {
        using CancellationTokenSource late = new(Patience);
        while (!process.HasExited)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync("/health/ready", late.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, late.Token);
        }

        throw new InvalidOperationException($"migrator serve ended with exit code {process.ExitCode}.");
    }

    private static async Task DueAsync(Func<CancellationToken, Task> begun, TimeSpan delay, CancellationToken cancellation)
    {
        await begun(cancellation);
        await Task.Delay(delay, cancellation);
    }

    private Process Start(string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in (string[])[Program, "--data", dataFolder, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>How a run ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Error}";
}
