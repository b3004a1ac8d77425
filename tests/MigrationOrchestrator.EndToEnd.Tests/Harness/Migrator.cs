using System.Diagnostics;
using System.Text;
using System.Text.Json;

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
    public Task<Ended> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs a command to its end, with something on its standard input.</summary>
    public async Task<Ended> RunWithInputAsync(string input, params string[] arguments)
    {
        using Process process = Start(arguments, input);
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

    /// <summary>Everything that <c>serve</c> has answered to requests of <see cref="ServeAsync"/>.</summary>
    public List<HeardAnswers> Heard { get; } = [];

    /// <summary>Serves the data folder over HTTP while <paramref name="use"/> runs; then it is killed (SIGKILL).</summary>
    public async Task ServeAsync(Func<HttpClient, Task> use)
    {
        Environment["MIGRATOR_WEB__URL"] = "http://127.0.0.1:0";
        using Process process = Start(["serve", "--json"]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        HeardAnswers heard = new();
        Heard.Add(heard);
        try
        {
            using CancellationTokenSource late = new(Patience);
            string address = await process.StandardOutput.ReadLineAsync(late.Token) ?? throw new InvalidOperationException($"migrator serve ended: {await error}");
            Said.Append(address);
            using JsonDocument serving = JsonDocument.Parse(address);
            using HttpClient http = new(heard) { BaseAddress = new Uri(serving.RootElement.GetProperty("url").GetString()!) };
            await ReadyAsync(http, process);
            await use(http);
        }
        finally
        {
            process.Kill();
            Said.Append(await process.StandardOutput.ReadToEndAsync()).Append(await error);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Runs a command and kills it (SIGKILL) when that is due, unless it ends before.</summary>
    /// <param name="due">Completes when it is to be killed; told the process's id.</param>
    /// <param name="arguments">The command.</param>
    /// <returns>How it ended where it was not killed, or null.</returns>
    public async Task<Ended?> KillAsync(Func<int, CancellationToken, Task> due, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource late = new(Patience);
        Task exit = process.WaitForExitAsync(CancellationToken.None);
        Task moment = due(process.Id, late.Token);
        try
        {
            if (await Task.WhenAny(exit, moment) == moment)
            {
                await moment;
            }
        }
        finally
        {
            await late.CancelAsync();
            process.Kill();
            await exit;
            Said.Append(await output).Append(await error);
        }

        return moment.IsCompletedSuccessfully ? null : new Ended(process.ExitCode, await output, await error);
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

    private Process Start(string[] arguments, string input = "")
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, StandardInputEncoding = new UTF8Encoding(false) };
        foreach (string argument in (string[])[Program, "--data", dataFolder, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>How a run ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Error}";
}
