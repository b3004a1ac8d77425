using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;
using Spectre.Console.Testing;

namespace MigrationOrchestrator.Cli.Tests.Support;

/// <summary>A terminal whose words a test can read.</summary>
internal sealed class TestTerminal : IDisposable
{
    private readonly TestConsole output = new();
    private readonly TestConsole error = new();
    private readonly StringWriter raw = new();

    public TestTerminal(string input = "")
    {
        output.Profile.Width = 200;
        error.Profile.Width = 200;
        Terminal = new Terminal(output, error, raw, new StringReader(input));
    }

    public Terminal Terminal { get; }

    public string Output => output.Output;

    public string Error => error.Output;

    public string Raw => raw.ToString();

    public Task<int> RunAsync(params string[] arguments) => MigratorCommand.RunAsync(arguments, Terminal, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
        raw.Dispose();
    }
}
