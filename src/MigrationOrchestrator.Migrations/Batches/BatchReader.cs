using System.Text;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Migrations.Requests;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>Looks into a batch file: fills in defaults, checks every value, orders the machines into waves.</summary>
public static class BatchReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidRequestException">
    /// Something in it cannot be used; every problem is named by its place, such as <c>machines[3].target.catalog</c>, or once <c>defaults.target.catalog</c>.
    /// </exception>
    public static Batch Read(BatchFile file)
    {
        Layout layout = StrictJson.Parse<Layout>(Encoding.UTF8.GetBytes(file.Json));
        List<InputProblem> problems = [];
        HashSet<InputProblem> told = [];
        List<BatchEntry> entries = [];
        CheckLayout(layout, problems);
        for (int index = 0; index < Math.Min(layout.Machines.Count, BatchLimits.Machines); index++)
        {
            string place = $"machines[{index}]";
            try
            {
                entries.Add(new MachineReader(layout.Defaults, place, index).Read(layout.Machines[index]));
            }
            catch (InvalidRequestException wrong)
            {
                // A mistake in the defaults is one for every machine that has them.
                problems.AddRange(wrong.Problems.Where(told.Add));
            }
        }

        if (problems.Count == 0)
        {
            entries = BatchOrder.Arrange(entries, problems);
        }

        return problems.Count == 0
            ? new Batch(entries) { Name = layout.Name, Concurrency = layout.Concurrency, StopAfterFailures = layout.StopAfterFailures, ApproveWaves = layout.ApproveWaves }
            : throw new InvalidRequestException(problems);
    }

    private static void CheckLayout(Layout layout, List<InputProblem> problems)
    {
        if (layout.Machines.Count is < 1 or > BatchLimits.Machines)
        {
            problems.Add(new InputProblem("machines", $"It holds {layout.Machines.Count}.", $"Give 1 to {BatchLimits.Machines}; split a larger batch."));
        }

        if (layout.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.Any(char.IsControl)))
        {
            problems.Add(new InputProblem("name", "It is empty, too long, or has control characters.", "Give at most 100 printable characters, or leave it out."));
        }

        Range("concurrency.machines", layout.Concurrency.Machines, BatchLimits.Concurrency);
        Range("stopAfterFailures", layout.StopAfterFailures ?? 1, BatchLimits.Machines);
        foreach ((Clouds.CloudName cloud, int bound) in layout.Concurrency.Clouds)
        {
            Range($"concurrency.clouds.{cloud}", bound, BatchLimits.Concurrency);
        }

        void Range(string field, int value, int most)
        {
            if (value < 1 || value > most)
            {
                problems.Add(new InputProblem(field, $"{value} is out of range.", $"Give a number from 1 to {most}."));
            }
        }
    }

    /// <summary>The file's top level.</summary>
    private sealed record Layout(JsonArray Machines)
    {
        public string? Name { get; init; }

        public JsonObject? Defaults { get; init; }

        public BatchConcurrency Concurrency { get; init; } = new();

        public int? StopAfterFailures { get; init; }

        public bool ApproveWaves { get; init; }
    }
}
