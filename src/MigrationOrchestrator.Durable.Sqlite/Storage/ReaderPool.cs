using System.Collections.Concurrent;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Read-only connections, each used by one thread at a time; readers never wait for the writer (WAL).</summary>
internal sealed class ReaderPool(string path, IStorageProbe? probe) : IDisposable
{
    private readonly ConcurrentBag<StoreReader> idle = [];
    private volatile bool isDisposed;

    public T Read<T>(Func<StoreReader, T> read)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (!idle.TryTake(out StoreReader? reader))
        {
            reader = new StoreReader(Database.Open(path, isReadOnly: true, probe));
        }

        T result;
        try
        {
            result = read(reader);
        }
        catch
        {
            // Its transaction may not have ended: it would go on seeing the past.
            reader.Dispose();
            throw;
        }

        idle.Add(reader);
        DisposeIdleAfterStop();
        return result;
    }

    public void Dispose()
    {
        isDisposed = true;
        DisposeIdleAfterStop();
    }

    private void DisposeIdleAfterStop()
    {
        while (isDisposed && idle.TryTake(out StoreReader? reader))
        {
            reader.Dispose();
        }
    }
}
