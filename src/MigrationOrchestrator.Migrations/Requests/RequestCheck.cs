using System.Globalization;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Requests;

/// <summary>Checks a request's own values; whether its clouds and machines exist is found out by planning.</summary>
internal static class RequestCheck
{
    private const long MiB = 1L << 20;

    /// <summary>What is wrong; empty where all is well.</summary>
    public static IReadOnlyList<InputProblem> Check(MigrationRequest request)
    {
        List<InputProblem> problems = [];
        MigrationOptions options = request.Options;
        Name(problems, "source.machine", request.Source.Machine, required: true);
        Name(problems, "source.region", request.Source.Region);
        Name(problems, "target.region", request.Target.Region);
        Name(problems, "target.name", request.Target.Name);
        Name(problems, "target.vdc", request.Target.Vdc);
        Name(problems, "target.catalog", request.Target.Catalog);
        Name(problems, "target.storageProfile", request.Target.StorageProfile);
        Name(problems, "target.network", request.Target.Network);
        Name(problems, "target.flavor", request.Target.Flavor);
        Range(problems, "options.parallelDisks", options.ParallelDisks, 1, 16);
        Range(problems, "options.parallelChunks", options.ParallelChunks, 1, 16);
        Range(problems, "options.attempts", options.Attempts ?? 1, 1, 1000);
        if (options.PatienceHours is not (>= 0.1 and <= 168))
        {
            problems.Add(new InputProblem("options.patienceHours", string.Create(CultureInfo.InvariantCulture, $"{options.PatienceHours} is out of range."), "Give hours from 0.1 to 168."));
        }

        Range(problems, "options.approvalHours", options.ApprovalHours, 1, 720);
        Word(problems, "options.diskController", options.DiskController, RequestWords.Controllers.Keys);
        Word(problems, "options.networkCard", options.NetworkCard, RequestWords.NetworkCards.Keys);
        if (options.ChunkBytes is { } chunk && (chunk < MiB || chunk > 1024 * MiB || chunk % MiB != 0))
        {
            problems.Add(new InputProblem("options.chunkBytes", $"{chunk} is no chunk size.", "Give a multiple of 1048576 (1 MiB) from 1 MiB to 1 GiB."));
        }

        return problems;
    }

    /// <summary>Whether the clouds that a request names are registered.</summary>
    public static IEnumerable<InputProblem> CheckClouds(MigrationRequest request, IReadOnlySet<CloudName> known)
        => new[] { ("source.cloud", request.Source.Cloud), ("target.cloud", request.Target.Cloud) }
            .Where(named => !known.Contains(named.Item2)).Select(named => UnknownCloud(named.Item1, named.Item2));

    /// <summary>A cloud is named that nobody registered.</summary>
    public static InputProblem UnknownCloud(string field, CloudName cloud)
        => new(field, $"No cloud named '{cloud}' is registered.", "Register it first (migrator clouds add), or put it into clouds.yaml; 'migrator clouds list' shows what is known.");

    private static void Name(List<InputProblem> problems, string field, string? value, bool required = false)
    {
        if (value is null && !required)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(new InputProblem(field, "It is empty.", "Give a name or an id."));
        }
        else if (value.Length > 255 || value.Any(char.IsControl))
        {
            problems.Add(new InputProblem(field, $"It has {value.Length} characters, or control characters.", "Give at most 255 printable characters."));
        }
    }

    private static void Range(List<InputProblem> problems, string field, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            problems.Add(new InputProblem(field, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range."), string.Create(CultureInfo.InvariantCulture, $"Give a number from {least} to {most}.")));
        }
    }

    private static void Word(List<InputProblem> problems, string field, string? value, IEnumerable<string> words)
    {
        if (value is not null && !words.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(new InputProblem(field, $"'{value}' is not known.", $"Give one of: {string.Join(", ", words)}."));
        }
    }
}
