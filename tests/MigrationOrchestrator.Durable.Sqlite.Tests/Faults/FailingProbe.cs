using MigrationOrchestrator.Durable.Sqlite.Storage;
using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>Fails storage accesses: from the n-th on, as many as told.</summary>
internal sealed class FailingProbe(int first, int count) : IStorageProbe
{
    private int accesses;

    /// <summary>How many accesses there were.</summary>
    public int Accesses => Volatile.Read(ref accesses);

    public void On(StorageStep step)
    {
        if (step == StorageStep.AfterCommit)
        {
            return;
        }

        int access = Interlocked.Increment(ref accesses);
        if (access >= first && access < first + count)
        {
            throw new StorageException(raw.SQLITE_IOERR, $"Access {access} fails as told.");
        }
    }
}
