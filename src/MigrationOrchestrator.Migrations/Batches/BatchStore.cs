using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Documents;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>Keeps what batches were started with, and the batch files that operators saved under a name.</summary>
/// <param name="documents">Where.</param>
public sealed class BatchStore(IDocumentStore documents) : IBatchFiles
{
    private const string Runs = "batch-runs";
    private const string Files = "batch-files";

    /// <summary>What a batch was started with, or null where that is not known any more.</summary>
    public async Task<Batch?> FindRunAsync(InstanceId id, CancellationToken cancellation)
        => await documents.FindAsync(new DocumentName(Runs, id.Value), cancellation) is { } stored ? Read(stored, id) : null;

    /// <summary>Keeps what a batch is started with.</summary>
    public Task SaveRunAsync(InstanceId id, Batch batch, CancellationToken cancellation) => documents.SaveAsync(new DocumentName(Runs, id.Value), DurableJson.Serialize(batch), null, cancellation);

    /// <summary>Forgets what a batch was started with.</summary>
    public Task<bool> RemoveRunAsync(InstanceId id, CancellationToken cancellation) => documents.RemoveAsync(new DocumentName(Runs, id.Value), cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListFilesAsync(CancellationToken cancellation) => [.. (await documents.ListAsync(Files, cancellation)).Select(name => name.Name)];

    /// <inheritdoc/>
    public async Task<BatchFile?> FindFileAsync(string name, CancellationToken cancellation)
        => DocumentName.IsValid(name) && await documents.FindAsync(new DocumentName(Files, name), cancellation) is { } stored ? BatchFile.FromJson(stored.Json) : null;

    /// <inheritdoc/>
    public async Task SaveFileAsync(string name, BatchFile file, CancellationToken cancellation)
    {
        if (!DocumentName.IsValid(name))
        {
            throw new InvalidRequestException([new InputProblem("name", "It is no name of a batch file.", "Give 1 to 64 characters of a-z A-Z 0-9 - _ and . inside.")]);
        }

        BatchReader.Read(file);
        await documents.SaveAsync(new DocumentName(Files, name), file.Json, null, cancellation);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveFileAsync(string name, CancellationToken cancellation) => DocumentName.IsValid(name) && await documents.RemoveAsync(new DocumentName(Files, name), cancellation);

    private static Batch Read(StoredDocument stored, InstanceId id)
    {
        try
        {
            return DurableJson.Deserialize<Batch>(stored.Json)!;
        }
        catch (JsonException wrong)
        {
            throw new FailureException(new Failure("documents.unreadable", $"What batch '{id}' was started with is not readable at {wrong.Path}.") { Remedy = "Start the batch again." }, wrong);
        }
    }
}
