using System.Collections.Frozen;
using MigrationOrchestrator.Migrations;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Names the option that a request's field was given with.</summary>
internal static class RequestField
{
    private static readonly FrozenDictionary<string, string> Options = new Dictionary<string, string>
    {
        ["source.cloud"] = "--from",
        ["source.machine"] = "--machine",
        ["source.region"] = "--region",
        ["source.kind"] = "--image",
        ["target.cloud"] = "--to",
        ["target.region"] = "--target-region",
        ["target.name"] = "--name",
        ["target.vdc"] = "--vdc",
        ["target.catalog"] = "--catalog",
        ["target.storageProfile"] = "--storage-profile",
        ["target.network"] = "--network",
        ["target.flavor"] = "--flavor",
        ["options.parallelDisks"] = "--parallel-disks",
        ["options.parallelChunks"] = "--parallel-chunks",
        ["options.chunkBytes"] = "--chunk-mib",
        ["options.diskController"] = "--disk-controller",
        ["options.networkCard"] = "--network-card",
        ["options.patienceHours"] = "--patience-hours",
        ["options.attempts"] = "--attempts",
        ["options.approvalHours"] = "--approval-hours",
        ["after"] = "--after",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The problem with its option beside its field.</summary>
    public static InputProblem Named(InputProblem problem)
        => Options.TryGetValue(problem.Field, out string? option) ? problem with { Field = $"{problem.Field} ({option})" } : problem;
}
