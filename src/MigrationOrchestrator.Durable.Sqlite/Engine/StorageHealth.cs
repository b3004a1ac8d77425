using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>
/// Whether the engine can work. Once a write has failed for the disk's sake, turns are parked and no activity is launched; a small write is
/// tried again and again. When it succeeds the turns go on, and when those that had failed are committed, so do activities: a small write
/// may fit where a turn does not. A defect of the engine itself halts it until the next start. Reads are not concerned.
/// </summary>
internal sealed class StorageHealth : IEngineHealth, IDisposable
{
    // A turn that had failed may find nothing to commit; after so many retries without a failure the store is taken for good all the same.
    private const int EnoughCalm = 10;

    private readonly Func<Task> tryWrite;
    private readonly EngineLog log;
    private readonly TimeSpan retryDelay;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly HashSet<long> failedTurns = [];
    private List<Action> parkedTurns = [];
    private List<Action> parkedLaunches = [];
    private volatile Condition condition;
    private Exception? cause;
    private int calmRetries;

    public StorageHealth(Func<Task> tryWrite, EngineLog log, TimeSpan retryDelay, TimeProvider time)
    {
        this.tryWrite = tryWrite;
        this.log = log;
        this.retryDelay = retryDelay;
        timer = time.CreateTimer(_ => _ = RetryAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Condition
    {
        Good,
        Failing,

        /// <summary>A small write has succeeded; whether work fits is seen by the next turn.</summary>
        Proving,
        Halted,
    }

    public Failure? Fault
    {
        get
        {
            lock (gate)
            {
                return (condition, cause) switch
                {
                    (Condition.Good, _) => null,
                    (Condition.Halted, _) => new Failure("engine.halted", $"A defect has halted the engine: {cause!.Message}") { Remedy = "Start the process again: all work is stored and goes on. The log has the details." },
                    (_, TakenOverException taken) => new Failure("engine.taken-over", taken.Message) { Remedy = "Stop this process, or stop the other one and start this one again." },
                    (_, StorageException { IsDiskFull: true } full) => new Failure("storage.full", full.Message, Transient: true),
                    _ => new Failure("storage.failing", cause!.Message, Transient: true) { Remedy = "Look after the disk that holds the engine's file; work goes on by itself once it takes writes." },
                };
            }
        }
    }

    /// <summary>Notes that a write has failed for the disk's sake.</summary>
    public void Fail(Exception failure)
    {
        lock (gate)
        {
            if (condition is Condition.Failing or Condition.Halted)
            {
                return;
            }

            cause = failure;
            calmRetries = 0;
            bool isRetrying = condition == Condition.Proving;
            condition = Condition.Failing;
            if (isRetrying)
            {
                return;
            }
        }

        log.StorageFailing(failure);
        _ = timer.Change(retryDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that the engine's memory can no longer be trusted: nothing is run any more, and the host can see it.</summary>
    public void Halt(Exception defect)
    {
        lock (gate)
        {
            if (condition == Condition.Halted)
            {
                return;
            }

            cause = defect;
            condition = Condition.Halted;
        }

        log.Halted(defect);
    }

    /// <summary>Notes that an instance's turn has been committed.</summary>
    public void Prove(long instance)
    {
        if (condition == Condition.Good)
        {
            return;
        }

        lock (gate)
        {
            _ = failedTurns.Remove(instance);
            if (failedTurns.Count > 0)
            {
                return;
            }
        }

        Recover();
    }

    /// <summary>Keeps an instance's turn that has failed until the store takes writes again.</summary>
    public void Park(long instance, Exception failure, Action resume)
    {
        lock (gate)
        {
            parkedTurns.Add(resume);
            _ = failedTurns.Add(instance);
        }

        Fail(failure);
    }

    /// <summary>Keeps a turn where the store takes no writes now.</summary>
    /// <returns>Whether it was kept.</returns>
    public bool TryPark(Action resume)
    {
        if (condition is Condition.Good or Condition.Proving)
        {
            return false;
        }

        lock (gate)
        {
            if (condition is Condition.Good or Condition.Proving)
            {
                return false;
            }

            parkedTurns.Add(resume);
            return true;
        }
    }

    /// <summary>Keeps the launch of activities where their results could not be stored now.</summary>
    /// <returns>Whether it was kept.</returns>
    public bool TryParkLaunch(Action resume)
    {
        if (condition == Condition.Good)
        {
            return false;
        }

        lock (gate)
        {
            if (condition == Condition.Good)
            {
                return false;
            }

            parkedLaunches.Add(resume);
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

        List<Action> turns;
        bool isCalm;
        lock (gate)
        {
            if (condition is Condition.Good or Condition.Halted)
            {
                return;
            }

            condition = Condition.Proving;
            isCalm = ++calmRetries > EnoughCalm || failedTurns.Count == 0;
            turns = parkedTurns;
            parkedTurns = [];
        }

        Resume(turns);
        if (isCalm)
        {
            Recover();
            return;
        }

        _ = timer.Change(retryDelay, Timeout.InfiniteTimeSpan);
    }

    private void Recover()
    {
        List<Action> launches;
        lock (gate)
        {
            if (condition != Condition.Proving)
            {
                return;
            }

            condition = Condition.Good;
            cause = null;
            failedTurns.Clear();
            launches = parkedLaunches;
            parkedLaunches = [];
        }

        log.StorageGood();
        Resume(launches);
    }

    private void Resume(List<Action> parked)
    {
        foreach (Action resume in parked)
        {
            try
            {
                resume();
            }
            catch (ObjectDisposedException)
            {
                // The engine stops; what is stored goes on at the next start.
            }
            catch (Exception defect)
            {
                Halt(defect);
            }
        }
    }
}
