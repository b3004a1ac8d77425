using MigrationOrchestrator.Durable.Sqlite.Storage;
using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>Fails storage accesses of a kind: from the n-th on, as many as told.</summary>
/// <param name="isCounted">Which accesses count.</param>
/// <param name="first">The first that fails, from 1.</param>
/// <param name="count">How many fail.</param>
internal sealed class FailingProbe(Func<StorageStep, bool> isCounted, int first, int count) : IStorageProbe
{
    private int accesses;

    /// <summary>How many accesses there were.</summary>
    public int Accesses => Volatile.Read(ref accesses);

    /// <summary>Accesses that fail before anything has happened: the commit is one of them.</summary>
    public static bool IsAccess(StorageStep step) => step != StorageStep.AfterCommit;

    /// <summary>Commits that happened and are reported as failed all the same, as by a disk that loses its answer.</summary>
    public static bool IsReport(StorageStep step) => step == StorageStep.AfterCommit;

    public void On(StorageStep step)
    {
        if (!isCounted(step))
        {
            return;
        }

        int access = Interlocked.Increment(ref accesses);
        if (access >= first && access < first + count)
        {
            throw new StorageException(raw.SQLITE_IOERR, $"{step} {access} fails as told.");
        }
    }
}
