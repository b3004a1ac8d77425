using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using MigrationOrchestrator.Durable.Sqlite.Telemetry;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>
/// The one writer: its own thread takes all operations that wait, applies each inside a savepoint of one transaction, commits, and
/// only then acknowledges them. While one group is being synced to the disk the next one gathers.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private const int MaxGroup = 512;
    private const int MaxWaiting = 16 * 1024;

    private readonly Database database;
    private readonly Store store;
    private readonly Action<Effects> follow;
    private readonly Action<Exception> halt;
    private readonly EngineMeter meter;
    private readonly BlockingCollection<WriteOperation> waiting = new(MaxWaiting);
    private readonly Channel<(WriteOperation[] Group, Exception?[] Failures)> done = Channel.CreateUnbounded<(WriteOperation[], Exception?[])>(new() { SingleReader = true, SingleWriter = true });
    private Task acknowledging = Task.CompletedTask;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement savepoint;
    private readonly Statement undo;
    private readonly Statement release;
    private readonly Statement readEpoch;

    public StoreWriter(Database database, Store store, Action<Effects> follow, Action<Exception> halt, EngineMeter meter)
    {
        this.database = database;
        this.store = store;
        this.follow = follow;
        this.halt = halt;
        this.meter = meter;
        begin = database.Prepare("BEGIN IMMEDIATE");
        commit = database.Prepare("COMMIT");
        savepoint = database.Prepare("SAVEPOINT operation");
        undo = database.Prepare("ROLLBACK TO operation");
        release = database.Prepare("RELEASE operation");
        readEpoch = database.Prepare("SELECT epoch FROM engine");
    }

    /// <summary>How many operations wait for a transaction.</summary>
    public int QueueLength => waiting.Count;

    public void Start()
    {
        acknowledging = Task.Run(AcknowledgeAsync);
        new Thread(Run) { IsBackground = true, Name = "durable store writer" }.Start();
    }

    /// <summary>Makes a change and waits until it is durable.</summary>
    /// <exception cref="StorageException">It could not be stored.</exception>
    /// <exception cref="ObjectDisposedException">The engine is stopping.</exception>
    public Task<T> RunAsync<T>(Func<Store, Effects, T> apply, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        AwaitedWrite<T> operation = new(apply);
        Submit(operation);
        return operation.Completion;
    }

    /// <summary>Hands an operation over; it is acknowledged later. Where very many wait, the caller waits too.</summary>
    /// <exception cref="ObjectDisposedException">The engine is stopping.</exception>
    public void Submit(WriteOperation operation)
    {
        try
        {
            waiting.Add(operation);
        }
        catch (InvalidOperationException) when (waiting.IsAddingCompleted)
        {
            throw new ObjectDisposedException(nameof(SqliteEngine), "The engine is stopping and takes no more work.");
        }
    }

    /// <summary>Commits what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.CompleteAdding();
        await acknowledging;
        waiting.Dispose();
    }

    private void Run()
    {
        List<WriteOperation> group = [];
        foreach (WriteOperation first in waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && waiting.TryTake(out WriteOperation? next))
            {
                group.Add(next);
            }

            Commit([.. group]);
            group.Clear();
        }

        done.Writer.Complete();
    }

    private void Commit(WriteOperation[] group)
    {
        long started = Stopwatch.GetTimestamp();
        Exception?[] failures = new Exception?[group.Length];
        bool isCommitted = false;
        try
        {
            database.Probe(StorageStep.Begin);
            if (database.IsInTransaction)
            {
                // What was rolled back last has failed even at that; it must not run into this transaction.
                database.Execute("ROLLBACK");
            }

            _ = begin.Run();
            RequireOwnEpoch();
            for (int index = 0; index < group.Length; index++)
            {
                failures[index] = TryApply(group[index]);
            }

            database.Probe(StorageStep.BeforeCommit);
            _ = commit.Run();
            isCommitted = true;
            database.Probe(StorageStep.AfterCommit);
        }
        catch (Exception failure) when (!isCommitted)
        {
            RollBack();
            Array.Fill(failures, failure);
        }
        catch (StorageException)
        {
            // What fails after the commit cannot undo it; to report it would let its messages be taken twice.
        }

        meter.Committed(group.Length, Stopwatch.GetElapsedTime(started));
        _ = done.Writer.TryWrite((group, failures));
    }

    /// <summary>Applies one operation, or undoes it alone. Where SQLite has given up the whole transaction (a full disk does that), the group fails.</summary>
    private Exception? TryApply(WriteOperation operation)
    {
        operation.Discard();
        _ = savepoint.Run();
        Exception? failure = null;
        try
        {
            operation.Apply(store);
        }
        catch (Exception exception)
        {
            if (!database.IsInTransaction)
            {
                // Nothing is left to undo alone, and the cause counts: that the savepoint is gone is no defect of this operation.
                throw;
            }

            failure = exception;
            _ = undo.Run();
        }

        _ = release.Run();
        return failure;
    }

    private void RequireOwnEpoch()
    {
        long epoch = readEpoch.ReadFirst(row => row.Int64(0));
        if (epoch != store.Epoch)
        {
            throw new TakenOverException($"Another engine (epoch {epoch}) has taken the file over from this one (epoch {store.Epoch}); nothing more is written.");
        }
    }

    private void RollBack()
    {
        try
        {
            database.Execute("ROLLBACK");
        }
        catch (StorageException)
        {
            // SQLite has rolled back by itself already (https://www.sqlite.org/lang_transaction.html, section 3.1), or the next transaction tries again.
        }
    }

    /// <summary>Follows commits in their order, off the writer's thread, so that the next transaction need not wait.</summary>
    private async Task AcknowledgeAsync()
    {
        await foreach ((WriteOperation[] group, Exception?[] failures) in done.Reader.ReadAllAsync())
        {
            for (int index = 0; index < group.Length; index++)
            {
                if (failures[index] is null)
                {
                    Guarded(static (writer, operation, _) => writer.follow(operation.Effects), group[index], null);
                }

                Guarded(static (_, operation, failure) => operation.Acknowledge(failure), group[index], failures[index]);
            }
        }
    }

    /// <summary>Whatever one operation's sequel throws, the next ones are acknowledged too: their callers wait.</summary>
    private void Guarded(Action<StoreWriter, WriteOperation, Exception?> sequel, WriteOperation operation, Exception? failure)
    {
        try
        {
            sequel(this, operation, failure);
        }
        catch (ObjectDisposedException)
        {
            // The engine stops; what is stored goes on at the next start.
        }
        catch (Exception defect)
        {
            halt(defect);
        }
    }
}

/// <summary>Another engine owns the file now; this one must not write any more.</summary>
internal sealed class TakenOverException(string message) : InvalidOperationException(message);
