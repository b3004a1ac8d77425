namespace MigrationOrchestrator.Emulators.OpenStack.State;

/// <summary>Things of one kind by id, newest first, as Nova and Glance list them. Things are facts: a change replaces one.</summary>
internal sealed class Shelf<T>(Func<T, string> idOf)
    where T : class
{
    private readonly Lock gate = new();
    private readonly List<T> things = [];

    public IReadOnlyList<T> All
    {
        get
        {
            lock (gate)
            {
                return [.. Enumerable.Reverse(things)];
            }
        }
    }

    public T? Find(string id)
    {
        lock (gate)
        {
            return things.Find(thing => idOf(thing) == id);
        }
    }

    /// <summary>Adds a thing; false where its id is taken.</summary>
    public bool Add(T thing)
    {
        lock (gate)
        {
            if (things.Exists(other => idOf(other) == idOf(thing)))
            {
                return false;
            }

            things.Add(thing);
            return true;
        }
    }

    /// <summary>Changes a thing where it is still there and as expected.</summary>
    /// <returns>The thing as it was before, or null where nothing was changed.</returns>
    public T? Change(string id, Func<T, bool> expected, Func<T, T> change)
    {
        lock (gate)
        {
            int index = things.FindIndex(thing => idOf(thing) == id);
            if (index < 0 || !expected(things[index]))
            {
                return null;
            }

            T before = things[index];
            things[index] = change(before);
            return before;
        }
    }

    public T? Change(string id, Func<T, T> change) => Change(id, _ => true, change);

    public T? Remove(string id)
    {
        lock (gate)
        {
            int index = things.FindIndex(thing => idOf(thing) == id);
            T? removed = index < 0 ? null : things[index];
            if (removed is not null)
            {
                things.RemoveAt(index);
            }

            return removed;
        }
    }
}
