using System.Text;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>What <see cref="MigrateMachine"/> publishes while it runs (its custom status).</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Ledger">What it has created or is about to; the latest of it where not all fits.</param>
internal sealed record MachineStatus(Stage Stage, IReadOnlyList<LedgerEntry> Ledger)
{
    /// <summary>Room is left for what a host adds.</summary>
    private const int MostBytes = DurableJson.MaxCustomStatusBytes - 512;

    private const int LongestText = 1_000;

    /// <summary>The plan, once made; null also where it does not fit, and the history has it.</summary>
    public MigrationPlan? Plan { get; init; }

    /// <summary>Why it is being compensated.</summary>
    public Failure? Failure { get; init; }

    /// <summary>What it waits for.</summary>
    public StepPause? Pause { get; init; }

    /// <summary>The same with as much of it as a custom status may hold: publishing must never fail, least of all in compensation.</summary>
    public MachineStatus Bounded()
    {
        MachineStatus shortened = this with { Failure = Short(Failure), Pause = Pause is { } pause ? pause with { Failure = Short(pause.Failure)! } : null };
        if (Fits(shortened))
        {
            return shortened;
        }

        shortened = shortened with { Plan = null };
        return Fits(shortened) ? shortened : WithLatest(shortened with { Ledger = [.. Ledger.Select(entry => entry with { Place = null, Problem = null })] });
    }

    private static MachineStatus WithLatest(MachineStatus status)
    {
        while (status.Ledger.Count > 0 && !Fits(status))
        {
            status = status with { Ledger = [.. status.Ledger.Skip((status.Ledger.Count + 3) / 4)] };
        }

        return status;
    }

    private static bool Fits(MachineStatus status) => Encoding.UTF8.GetByteCount(DurableJson.Serialize(status)) <= MostBytes;

    private static Failure? Short(Failure? failure) => failure is null ? null : failure with { Message = Short(failure.Message)!, Remedy = Short(failure.Remedy) };

    private static string? Short(string? text) => text is { Length: > LongestText } ? text[..LongestText] + " …" : text;
}
