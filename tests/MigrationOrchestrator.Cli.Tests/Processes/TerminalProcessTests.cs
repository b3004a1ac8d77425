using System.Diagnostics;
using System.Text.RegularExpressions;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Processes;

public sealed partial class TerminalProcessTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Output_OnATerminal_HasEscapeSequencesOnlyWithoutNoColor(bool plain)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs util-linux's script, which gives a program a terminal");
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new("script", ["-qec", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "migrator.dll")}' status m-1 --data '{folder.Path}'", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        if (plain)
        {
            start.Environment["NO_COLOR"] = "1";
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("migration.unknown", output, StringComparison.Ordinal);
        Assert.Equal(!plain, Sequence().IsMatch(output));
    }

    /// <summary>Colours, weights, cursor moves. What the runtime itself sends to a terminal when it starts (the keypad's mode, a private sequence) is none of ours.</summary>
    [GeneratedRegex("\\e\\[[0-9;]*[A-Za-z]")]
    private static partial Regex Sequence();
}
