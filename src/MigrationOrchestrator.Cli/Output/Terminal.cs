using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Where commands write: answers to standard output, everything else to standard error.</summary>
/// <param name="Output">Standard output, styled where it is a terminal.</param>
/// <param name="Error">Standard error, styled where it is a terminal.</param>
/// <param name="Raw">Standard output without wrapping or styles, for JSON.</param>
/// <param name="Input">Standard input.</param>
internal sealed record Terminal(IAnsiConsole Output, IAnsiConsole Error, TextWriter Raw, TextReader Input)
{
    /// <summary>Tables that go to a file or a pipe are not wrapped at a screen's width.</summary>
    private const int WidthOfNoScreen = 200;

    /// <summary>Whether a person can answer questions.</summary>
    public bool CanAsk { get; init; }

    /// <summary>The process's own streams; plain text where NO_COLOR is set (https://no-color.org) or the stream is no terminal.</summary>
    public static Terminal ForProcess() => new(
        Styled(Console.Out, Console.IsOutputRedirected),
        Styled(Console.Error, Console.IsErrorRedirected),
        Console.Out,
        Console.In)
    {
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    };

    private static IAnsiConsole Styled(TextWriter writer, bool redirected)
    {
        bool plain = redirected || Environment.GetEnvironmentVariable("TERM") is "dumb" || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = plain ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
        {
            console.Profile.Width = WidthOfNoScreen;
        }

        return console;
    }
}
