using System.Text.Json.Serialization;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator history --verify</c>: checks stored histories against their hash chains, also beside the process that runs them.</summary>
internal static class HistoryCheck
{
    /// <summary>Checks and shows instances.</summary>
    /// <returns>The exit code: failed where a chain does not fit its history; wrong input where nothing is wrong but a history has no chain to check.</returns>
    public static async Task<int> ShowAsync(CommandContext context, DataFolder folder, IReadOnlyList<InstanceId> instances)
    {
        using SqliteHistoryReader reader = new(folder.Engine);
        List<HistoryCheckAnswer> answers = [];
        foreach (InstanceId instance in instances)
        {
            if (await reader.VerifyAsync(instance, context.Cancellation) is { } found)
            {
                answers.Add(new HistoryCheckAnswer(instance, found.IsIntact, found.Commits, found.Chained, found.FirstBroken));
            }
        }

        if (context.Json)
        {
            CliJson.Write(context.Terminal, answers);
        }
        else
        {
            answers.ForEach(answer => context.Terminal.Output.MarkupLine($"{Verdict(answer)} {Markup.Escape(answer.Instance.Value)}: {Said(answer)}"));
        }

        return CodeOf(answers);
    }

    /// <summary>The exit code for what was found.</summary>
    internal static int CodeOf(IReadOnlyList<HistoryCheckAnswer> answers)
    {
        if (answers.Any(answer => answer is { Intact: false, HasChain: true }))
        {
            return ExitCode.Failed;
        }

        return answers.All(answer => answer.Intact) ? ExitCode.Done : ExitCode.WrongInput;
    }

    private static string Verdict(HistoryCheckAnswer answer) => answer switch
    {
        { Intact: true } => "[green]intact[/]",
        { HasChain: false } => "[yellow]not chained[/]",
        _ => "[red]not intact[/]",
    };

    private static string Said(HistoryCheckAnswer answer) => answer switch
    {
        { FirstBroken: { } broken } => $"commit {Amount.Count(broken)} of {Amount.Count(answer.Commits)} does not fit the chain",
        { HasChain: false } => "engine:chainHistory was off when it ran",
        { Intact: false } => $"{Amount.Count(answer.Chained)} of {Amount.Count(answer.Commits)} commits are in the chain",
        _ => $"all {Amount.Count(answer.Commits)} commits fit the chain",
    };
}

/// <summary>What <c>migrator history --verify --json</c> prints for each instance.</summary>
/// <param name="Instance">The migration's own instance or one of its disks'.</param>
/// <param name="Intact">Whether every commit is in the chain and fits.</param>
/// <param name="Commits">How many commits the history has.</param>
/// <param name="Chained">How many of them are in the chain.</param>
/// <param name="FirstBroken">The first commit, from 1, that does not fit; null where all fit.</param>
internal sealed record HistoryCheckAnswer(InstanceId Instance, bool Intact, int Commits, int Chained, int? FirstBroken)
{
    /// <summary>Whether there is a chain to check; a removed one still leaves the end that it had, which then does not fit.</summary>
    [JsonIgnore]
    public bool HasChain => Chained > 0 || FirstBroken is not null;
}
