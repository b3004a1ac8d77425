using System.Diagnostics;
using System.Globalization;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.CrashHost;

/// <summary>
/// Kills this process with SIGKILL at a point of its store, counted from the process's start, and says so just before: <c>before:12</c> and
/// <c>after:12</c> stand for the twelfth commit of the running engine, <c>statement:3</c> for the third statement, which reaches what the
/// engine commits while it starts: its schema and its epoch.
/// </summary>
internal sealed class CrashProbe : IStorageProbe
{
    /// <summary>The environment variable that says where.</summary>
    public const string Variable = "MIGRATOR_CRASH_AT";

    private readonly string? point;
    private readonly StorageStep fatalStep;
    private readonly int fatalCount;
    private readonly int[] counts = new int[Enum.GetValues<StorageStep>().Length];

    private CrashProbe(string? point)
    {
        this.point = point;
        if (point?.Split(':') is [var side, var count])
        {
            fatalStep = side switch
            {
                "before" => StorageStep.BeforeCommit,
                "after" => StorageStep.AfterCommit,
                "statement" => StorageStep.Statement,
                _ => throw new ArgumentException($"{Variable} is '{point}'; it must be before:N, after:N or statement:N."),
            };
            fatalCount = int.Parse(count, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>How many commits there were.</summary>
    public int Commits => Volatile.Read(ref counts[(int)StorageStep.AfterCommit]);

    /// <summary>How many statements there were.</summary>
    public int Statements => Volatile.Read(ref counts[(int)StorageStep.Statement]);

    public static CrashProbe FromEnvironment() => new(Environment.GetEnvironmentVariable(Variable));

    public void On(StorageStep step)
    {
        if (Interlocked.Increment(ref counts[(int)step]) == fatalCount && step == fatalStep)
        {
            Console.WriteLine($"killed {point}");
            Die();
        }
    }

    /// <summary>Ends this process at once; nothing of it runs any more.</summary>
    public static void Die()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
