using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines that can be copied.</param>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines that can be copied.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, then the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is DocumentedCommand { Examples.Count: > 0 } command)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in command.Examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }
}
