using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>What a migration that has ended left behind, and what to do about it.</summary>
internal static class LeftoverText
{
    /// <summary>Writes it; nothing where nothing was left.</summary>
    public static void Write(IAnsiConsole console, MigrationView view)
    {
        if (!view.State.HasEnded())
        {
            return;
        }

        LedgerEntry[] left = [.. view.Ledger.Where(entry => entry.IsLeft)];
        foreach (LedgerEntry entry in left)
        {
            string id = entry.Id is { } known ? $" ({known})" : ", if it was made";
            string why = entry.Problem is { } problem ? $" It could not be removed: {problem.Message}" : "";
            console.MarkupLineInterpolated($"[yellow]Left behind[/] in the cloud '{entry.Cloud}': {entry.Kind} '{entry.Name}'{id}.{why}");
        }

        if (view.Receipt?.StagedProblem is { } staged)
        {
            console.MarkupLineInterpolated($"[yellow]Left behind[/] in staging: the bytes of {view.Id}. They could not be removed: {staged.Message}");
        }

        if (left.Length > 0 || view.Receipt?.StagedProblem is not null)
        {
            console.MarkupLine("Look at all that is left with [bold]migrator sweep[/], and remove it with [bold]migrator sweep --yes[/].");
        }
    }
}
