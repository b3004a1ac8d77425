using System.Collections.Concurrent;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Status;

/// <summary>
/// Live progress of the steps that run in this process: finer than what histories record, and lost with the process. Steps write it, views
/// prefer it over what the orchestrations last published.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ProgressBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<(InstanceId Migration, string Disk), Meter> meters = new();

    /// <summary>Opens a step's meter; what an earlier step of the same disk showed is replaced.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="stage">What the step does.</param>
    /// <param name="doneBytes">Bytes of this stage that were done before.</param>
    /// <param name="totalBytes">Bytes of this stage in all, or null where unknown.</param>
    public Meter Open(InstanceId migration, string disk, Stage stage, long doneBytes, long? totalBytes)
        => meters.AddOrUpdate(
            (migration, disk),
            _ => new Meter(stage, doneBytes, totalBytes, time),
            (_, old) => old.Stage == stage && old.DoneBytes >= doneBytes ? old : new Meter(stage, doneBytes, totalBytes, time));

    /// <summary>What is shown of a disk, or null where no step of it ran in this process.</summary>
    public DiskProgress? Find(InstanceId migration, string disk) => meters.TryGetValue((migration, disk), out Meter? meter) ? meter.Read(disk) : null;

    /// <summary>Forgets a migration.</summary>
    public void Close(InstanceId migration)
    {
        foreach ((InstanceId Migration, string Disk) key in meters.Keys.Where(key => key.Migration == migration))
        {
            meters.TryRemove(key, out _);
        }
    }

    /// <summary>Counts the bytes of one stage of one disk; safe for several chunks at a time.</summary>
    public sealed class Meter
    {
        private readonly TimeProvider time;
        private readonly long startedTicks;
        private readonly DateTimeOffset since;
        private readonly long startedAtBytes;
        private readonly long? totalBytes;
        private long doneBytes;

        internal Meter(Stage stage, long doneBytes, long? totalBytes, TimeProvider time)
        {
            Stage = stage;
            this.doneBytes = doneBytes;
            this.totalBytes = totalBytes;
            this.time = time;
            startedAtBytes = doneBytes;
            startedTicks = time.GetTimestamp();
            since = time.GetUtcNow();
        }

        /// <summary>What is being counted.</summary>
        public Stage Stage { get; }

        /// <summary>Bytes done.</summary>
        public long DoneBytes => Interlocked.Read(ref doneBytes);

        /// <summary>Adds bytes; negative where a broken try is taken back.</summary>
        public void Add(long bytes) => Interlocked.Add(ref doneBytes, bytes);

        /// <summary>Sets the bytes where a tool tells its own total.</summary>
        public void Set(long bytes) => Interlocked.Exchange(ref doneBytes, bytes);

        internal DiskProgress Read(string disk)
        {
            long done = DoneBytes;
            double seconds = time.GetElapsedTime(startedTicks).TotalSeconds;
            double? rate = seconds >= 0.5 && done > startedAtBytes ? (done - startedAtBytes) / seconds : null;
            return new DiskProgress(disk, Stage, done, totalBytes)
            {
                Since = since,
                BytesPerSecond = rate,
                RemainingSeconds = rate > 0 && totalBytes >= done ? (totalBytes - done) / rate : null,
            };
        }
    }
}
