using MigrationOrchestrator.Migrations.Flow;

namespace MigrationOrchestrator.Migrations.DiskMigration;

/// <summary>Downloads a disk's chunks, a bounded number at a time, in an order that may change on the way.</summary>
/// <param name="queue">The chunks.</param>
/// <param name="width">How many at a time.</param>
/// <param name="start">Downloads one.</param>
/// <param name="cancel">Ends it early.</param>
internal sealed class ChunkDownload(ChunkQueue queue, int width, Func<int, Task> start, CancelWatch cancel)
{
    private readonly List<Task> all = [];

    /// <summary>The first chunk's download, once it has begun.</summary>
    public Task First => all.FirstOrDefault() ?? Task.CompletedTask;

    /// <summary>
    /// Works until no chunk is left. After a failure, or once somebody cancels, nothing new is started, what runs is awaited, and the first failure
    /// is thrown.
    /// </summary>
    public async Task RunAsync()
    {
        List<Task> running = [];
        do
        {
            while (running.Count < width && !cancel.IsCancelled && !all.Exists(task => task.IsFaulted) && queue.TryTake(out int? chunk))
            {
                Task task = start(chunk.Value);
                all.Add(task);
                running.Add(task);
            }

            if (running.Count > 0)
            {
                running.Remove(await Task.WhenAny(running));
            }
        }
        while (running.Count > 0 || (!cancel.IsCancelled && !all.Exists(task => task.IsFaulted) && queue.HasMore));

        await Task.WhenAll(all);
        cancel.ThrowIfCancelled();
    }
}
