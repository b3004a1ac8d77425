namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>
/// Whether the store takes writes. Once one has failed for the disk's sake, work is parked and a small write is tried again and again;
/// when it succeeds the parked work goes on. Reads are not concerned.
/// </summary>
internal sealed class StorageHealth : IDisposable
{
    private readonly Func<Task> tryWrite;
    private readonly EngineLog log;
    private readonly TimeSpan retryDelay;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private List<Action> parked = [];
    private bool isFailing;

    public StorageHealth(Func<Task> tryWrite, EngineLog log, TimeSpan retryDelay, TimeProvider time)
    {
        this.tryWrite = tryWrite;
        this.log = log;
        this.retryDelay = retryDelay;
        timer = time.CreateTimer(_ => _ = RetryAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether writes are expected to succeed.</summary>
    public bool IsGood
    {
        get
        {
            lock (gate)
            {
                return !isFailing;
            }
        }
    }

    /// <summary>Keeps work until the store takes writes again.</summary>
    public void Park(Exception failure, Action resume)
    {
        lock (gate)
        {
            parked.Add(resume);
            if (isFailing)
            {
                return;
            }

            isFailing = true;
        }

        log.StorageFailing(failure);
        _ = timer.Change(retryDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keeps work where the store takes no writes now.</summary>
    /// <returns>Whether it was kept.</returns>
    public bool TryPark(Action resume)
    {
        lock (gate)
        {
            if (!isFailing)
            {
                return false;
            }

            parked.Add(resume);
            return true;
        }
    }

    public void Dispose() => timer.Dispose();

    private async Task RetryAsync()
    {
        try
        {
            await tryWrite();
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        catch (Exception)
        {
            _ = timer.Change(retryDelay, Timeout.InfiniteTimeSpan);
            return;
        }

        List<Action> resumed;
        lock (gate)
        {
            isFailing = false;
            resumed = parked;
            parked = [];
        }

        log.StorageGood(resumed.Count);
        foreach (Action resume in resumed)
        {
            resume();
        }
    }
}
