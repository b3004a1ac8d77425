using System.Text;

namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>One step of a workflow as the history has it and as today's code does it.</summary>
/// <param name="Id">The step's number in the history; 0 where the difference is no numbered step.</param>
/// <param name="Recorded">What the history holds.</param>
/// <param name="Replayed">What today's code does.</param>
public sealed record ReplayStep(int Id, string Recorded, string Replayed);

/// <summary>Where a replay left the recorded history: the steps just before that agree, then the one that differs.</summary>
/// <param name="Agreeing">Up to three steps before the difference.</param>
/// <param name="Difference">The first step that differs.</param>
public sealed record ReplayDifference(IReadOnlyList<ReplayStep> Agreeing, ReplayStep Difference)
{
    /// <summary>The steps as a text table with the columns step, recorded and replayed.</summary>
    public string ToTable()
    {
        ReplayStep[] rows = [.. Agreeing, Difference];
        int recorded = Math.Max("recorded".Length, rows.Max(row => row.Recorded.Length));
        StringBuilder table = new();
        table.Append("  step | ").Append("recorded".PadRight(recorded)).Append(" | replayed\n");
        foreach (ReplayStep row in rows)
        {
            table.Append(row == Difference ? "! " : "  ").Append($"{row.Id,4}").Append(" | ").Append(row.Recorded.PadRight(recorded)).Append(" | ").Append(row.Replayed).Append('\n');
        }

        return table.ToString().TrimEnd('\n');
    }
}

/// <summary>Today's code does not do what the history says it did.</summary>
internal sealed class NonDeterminismException(ReplayDifference difference)
    : Exception($"The orchestrator's code does not match the recorded history.\n{difference.ToTable()}")
{
    public const string Code = "orchestrator.nondeterministic";

    public ReplayDifference Difference { get; } = difference;

    public Failure ToFailure() => new(Code, Message)
    {
        Remedy = "Deploy code that does the recorded steps in the recorded order (branch on context.Version for new behaviour); the instance goes on at the next start.",
    };
}
