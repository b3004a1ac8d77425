namespace MigrationOrchestrator.Migrations.Flow;

/// <summary>A bounded window of work inside an orchestrator.</summary>
internal static class Window
{
    /// <summary>
    /// Works through items with at most <paramref name="width"/> at a time. After a failure, or once <paramref name="goOn"/> says no, nothing new is
    /// started, what runs is awaited, and the first failure is thrown.
    /// </summary>
    /// <returns>The results in the items' order; shorter where it was stopped.</returns>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(IReadOnlyList<TItem> items, int width, Func<TItem, Task<TResult>> start, Func<bool> goOn)
    {
        List<Task<TResult>> all = [];
        List<Task<TResult>> running = [];
        while (running.Count > 0 || (all.Count < items.Count && goOn()))
        {
            while (running.Count < width && all.Count < items.Count && goOn() && !all.Exists(task => task.IsFaulted))
            {
                Task<TResult> task = start(items[all.Count]);
                all.Add(task);
                running.Add(task);
            }

            if (running.Count == 0)
            {
                break;
            }

            running.Remove(await Task.WhenAny(running));
        }

        return await Task.WhenAll(all);
    }
}
