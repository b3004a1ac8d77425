using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>Reads ids from the command line.</summary>
internal static class InstanceIds
{
    /// <summary>An id.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static InstanceId Required(string? text, string where)
        => InstanceId.IsValid(text) ? new InstanceId(text!) : throw new UsageException("migration.id", $"{where}: '{text}' is no id of a migration.", "1 to 200 characters of a-z A-Z 0-9 - _ . : @ are allowed; 'migrator list' shows all that there are.");

    /// <summary>An id, or null where none was given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static InstanceId? Optional(string? text, string where) => text is null ? null : Required(text, where);

    /// <summary>A batch's id.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static InstanceId Batch(string? text, string where)
        => BatchLimits.IsId(text) ? new InstanceId(text!) : throw new UsageException("batch.id", $"{where}: '{text}' is no id of a batch.", $"1 to {BatchLimits.IdLength} characters of a-z A-Z 0-9 - _ are allowed; 'migrator batch list' shows all that there are.");
}
