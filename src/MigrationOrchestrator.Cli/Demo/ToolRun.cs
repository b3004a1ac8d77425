using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using MigrationOrchestrator.Cli.CommandLine;

namespace MigrationOrchestrator.Cli.Demo;

/// <summary>Runs a program to its end and takes what it says.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to both streams.</param>
internal sealed record ToolRun(int ExitCode, string Output)
{
    private const int MaxOutput = 256 * 1024;

    /// <summary>Runs a program.</summary>
    /// <param name="program">Its name on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="patience">It is ended after this.</param>
    /// <param name="onLine">Told of each line; returns whether the program has said enough and is to be ended.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The program is not installed.</exception>
    public static async Task<ToolRun> StartAsync(string program, IReadOnlyList<string> arguments, TimeSpan patience, Func<string, bool> onLine, CancellationToken cancellation)
    {
        using Process process = new() { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true } };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new UsageException("tool.missing", $"The program '{program}' is not installed.", "infra/local/setup installs it.");
        }

        process.StandardInput.Close();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(patience);
        StringBuilder said = new();
        try
        {
            await Task.WhenAll(ReadAsync(process.StandardOutput, said, onLine, ending), ReadAsync(process.StandardError, said, onLine, ending));
            await process.WaitForExitAsync(ending.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Said enough, or out of time: what was said decides.
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        return new ToolRun(process.ExitCode, said.ToString());
    }

    private static async Task ReadAsync(StreamReader stream, StringBuilder said, Func<string, bool> onLine, CancellationTokenSource ending)
    {
        while (await stream.ReadLineAsync(ending.Token) is { } line)
        {
            bool enough;
            lock (said)
            {
                if (said.Length < MaxOutput)
                {
                    said.AppendLine(line);
                }

                enough = onLine(line);
            }

            if (enough)
            {
                await ending.CancelAsync();
            }
        }
    }
}
