namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>Gives every machine its wave: the one it names, else the latest of those that it waits for, else the first.</summary>
internal static class BatchOrder
{
    /// <summary>The machines with their waves, in the file's order; what cannot be ordered becomes a problem.</summary>
    public static List<BatchEntry> Arrange(IReadOnlyList<BatchEntry> entries, List<InputProblem> problems)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int index = 0; index < entries.Count; index++)
        {
            if (!places.TryAdd(entries[index].Key, index))
            {
                problems.Add(new InputProblem($"machines[{index}].id", $"'{entries[index].Key}' is machines[{places[entries[index].Key]}] already.", "Give one of them another id."));
            }
        }

        CheckNames(entries, problems);
        CheckReferences(entries, places, problems);
        if (problems.Count > 0)
        {
            return [];
        }

        Ordering ordering = new(entries, places, problems);
        return [.. entries.Select((entry, index) => entry with { Wave = ordering.WaveOf(index) })];
    }

    /// <summary>Two machines that are to get the same name at the same place would take each other for themselves.</summary>
    private static void CheckNames(IReadOnlyList<BatchEntry> entries, List<InputProblem> problems)
    {
        Dictionary<Deliveries.TargetPlace, int> taken = [];
        for (int index = 0; index < entries.Count; index++)
        {
            if (entries[index].Request.Target is { Name: not null } target && !taken.TryAdd(target, index))
            {
                problems.Add(new InputProblem($"machines[{index}].target.name", $"machines[{taken[target]}] gets the name '{target.Name}' at the same place.", "Give each machine a name of its own, or none: it keeps its own then."));
            }
        }
    }

    private static void CheckReferences(IReadOnlyList<BatchEntry> entries, Dictionary<string, int> places, List<InputProblem> problems)
    {
        for (int index = 0; index < entries.Count; index++)
        {
            for (int number = 0; number < entries[index].After.Count; number++)
            {
                string key = entries[index].After[number];
                if (!places.ContainsKey(key))
                {
                    problems.Add(new InputProblem($"machines[{index}].after[{number}]", $"There is no machine with the id '{key}' in the batch.", "Name a machine's id; without one of its own, its name is its id."));
                }
            }
        }
    }

    private sealed class Ordering(IReadOnlyList<BatchEntry> entries, Dictionary<string, int> places, List<InputProblem> problems)
    {
        private const int Open = -1;

        private readonly int[] waves = new int[entries.Count];
        private bool isCyclic;

        public int WaveOf(int start)
        {
            // Chains can be as long as a batch, so the way down is kept here and not on the stack.
            Stack<int> way = new([start]);
            while (way.TryPeek(out int index))
            {
                int[] after = [.. entries[index].After.Select(key => places[key])];
                if (waves[index] == 0)
                {
                    waves[index] = Open;
                    foreach (int earlier in after.Where(earlier => waves[earlier] <= 0))
                    {
                        if (waves[earlier] == Open)
                        {
                            SayCycle(index, earlier);
                            continue;
                        }

                        way.Push(earlier);
                    }

                    continue;
                }

                way.Pop();
                if (waves[index] == Open)
                {
                    Settle(index, after.Select(earlier => waves[earlier]).DefaultIfEmpty(1).Max());
                }
            }

            return waves[start];
        }

        private void Settle(int index, int latest)
        {
            int own = entries[index].Wave;
            waves[index] = own > 0 ? own : Math.Max(1, latest);
            if (own > 0 && latest > own)
            {
                problems.Add(new InputProblem($"machines[{index}].wave", $"It waits for a machine of wave {latest}, which comes after wave {own}.", "Give it a later wave, or leave the wave out."));
            }
        }

        private void SayCycle(int index, int earlier)
        {
            if (!isCyclic)
            {
                isCyclic = true;
                problems.Add(new InputProblem($"machines[{index}].after", $"'{entries[index].Key}' and '{entries[earlier].Key}' wait for each other, directly or over others.", "Remove one of the dependencies."));
            }
        }
    }
}
