using MigrationOrchestrator.Conversion.Jobs;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>Keeps a shared input shared while any job reads it, and gives it its group and mode back after the last one.</summary>
internal sealed class InputSharing
{
    private readonly Dictionary<string, (SharedInput Before, HashSet<string> Readers)> shared = new(StringComparer.Ordinal);
    private readonly Lock guard = new();

    /// <summary>Counts a reader in.</summary>
    /// <param name="key">The job's key.</param>
    /// <param name="path">Its input.</param>
    /// <returns>How the file was before the first reader; null where it needs no sharing. Write it down, then <see cref="Apply"/>.</returns>
    public SharedInput? Enter(string key, string path)
    {
        lock (guard)
        {
            if (!shared.TryGetValue(path, out (SharedInput Before, HashSet<string> Readers) known))
            {
                if (FileOwners.LookAt(path) is not { } before)
                {
                    return null;
                }

                shared[path] = known = (before, []);
            }

            known.Readers.Add(key);
            return known.Before;
        }
    }

    /// <summary>Shares the file with the jobs' group.</summary>
    public static void Apply(SharedInput? before)
    {
        if (before is not null)
        {
            FileOwners.Share(before, JobUser.Group);
        }
    }

    /// <summary>Counts a reader out, once or more often; also a reader of a host that is gone.</summary>
    public void Leave(string key, SharedInput? before)
    {
        if (before is null)
        {
            return;
        }

        lock (guard)
        {
            if (shared.TryGetValue(before.Path, out (SharedInput Before, HashSet<string> Readers) known) && (!known.Readers.Remove(key) || known.Readers.Count > 0))
            {
                return;
            }

            shared.Remove(before.Path);
            FileOwners.Restore(before);
        }
    }
}
