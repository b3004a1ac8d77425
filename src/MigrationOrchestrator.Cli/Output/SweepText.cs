using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Sweeping;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>The answer of <c>sweep</c>.</summary>
/// <param name="Items">What was found, and what became of it.</param>
/// <param name="Problems">Clouds that could not be asked.</param>
internal sealed record SweepAnswer(IReadOnlyList<SweepItem> Items, IReadOnlyList<SweepProblem> Problems);

/// <summary>A cloud that could not be asked.</summary>
/// <param name="Cloud">Which.</param>
/// <param name="Failure">Why.</param>
internal sealed record SweepProblem(CloudName Cloud, Failure Failure);

/// <summary>Leftovers for people.</summary>
internal static class SweepText
{
    /// <summary>Writes what was found and what became of it.</summary>
    public static void Write(CommandContext context, SweepAnswer answer)
    {
        if (context.Json)
        {
            CliJson.Write(context.Terminal, answer);
            return;
        }

        IAnsiConsole output = context.Terminal.Output;
        foreach (SweepItem item in answer.Items)
        {
            string where = item.Cloud is { } cloud ? cloud.Value : "staging";
            output.MarkupLine($"{Word(item)} {Markup.Escape($"{where}: {item.Kind} '{item.Name}' ({item.Id}) of migration {item.Migration}. {item.Problem?.Message ?? item.Why}")}");
        }

        foreach (SweepProblem problem in answer.Problems)
        {
            context.Terminal.Error.MarkupLineInterpolated($"[red]Not asked[/] {problem.Cloud}: {problem.Failure.Message} {problem.Failure.Remedy}");
        }

        int removable = answer.Items.Count(item => item is { Verdict: SweepVerdict.Remove, IsRemoved: false, Problem: null });
        output.MarkupLine(answer.Items.Count == 0 ? "Nothing was left behind." : removable > 0 ? $"Remove what is left behind with [bold]migrator sweep --yes[/]." : "Nothing else can be removed without a look at it.");
    }

    private static string Word(SweepItem item) => item switch
    {
        { IsRemoved: true } => "[green]Removed[/]",
        { Problem: not null } => "[red]Not removed[/]",
        { Verdict: SweepVerdict.Remove } => "[yellow]Left behind[/]",
        { Verdict: SweepVerdict.Unknown } => "[yellow]Unknown[/] (--unknown)",
        _ => "Kept",
    };
}
