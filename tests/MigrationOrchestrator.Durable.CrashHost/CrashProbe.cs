using System.Diagnostics;
using System.Globalization;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.CrashHost;

/// <summary>Kills this process with SIGKILL at a commit: <c>before:12</c> or <c>after:12</c>, counted from the process's start.</summary>
internal sealed class CrashProbe : IStorageProbe
{
    /// <summary>The environment variable that says where.</summary>
    public const string Variable = "MIGRATOR_CRASH_AT";

    private readonly StorageStep fatalStep;
    private readonly int fatalCommit;
    private int begun;
    private int done;

    private CrashProbe(StorageStep fatalStep, int fatalCommit)
    {
        this.fatalStep = fatalStep;
        this.fatalCommit = fatalCommit;
    }

    /// <summary>How many commits there were.</summary>
    public int Commits => done;

    public static CrashProbe FromEnvironment() => Environment.GetEnvironmentVariable(Variable)?.Split(':') is [var side, var commit]
        ? new CrashProbe(side == "before" ? StorageStep.BeforeCommit : StorageStep.AfterCommit, int.Parse(commit, CultureInfo.InvariantCulture))
        : new CrashProbe(StorageStep.Begin, int.MaxValue);

    public void On(StorageStep step)
    {
        begun += step == StorageStep.BeforeCommit ? 1 : 0;
        done += step == StorageStep.AfterCommit ? 1 : 0;
        if (step == fatalStep && (step == StorageStep.BeforeCommit ? begun : done) == fatalCommit)
        {
            using Process self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
