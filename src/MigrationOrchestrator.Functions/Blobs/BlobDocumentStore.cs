using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MigrationOrchestrator.Migrations.Documents;

namespace MigrationOrchestrator.Functions.Blobs;

/// <summary>Documents as blobs <c>documents/FOLDER/NAME.json</c>, for workers that share no disk; a document's tag is its blob's entity tag.</summary>
/// <param name="container">The container; made private on the first change.</param>
internal sealed class BlobDocumentStore(BlobContainerClient container) : IDocumentStore
{
    private const string Root = "documents";
    private const string Ending = ".json";

    public async Task<StoredDocument?> FindAsync(DocumentName name, CancellationToken cancellation)
        => await Blob(name).ReadAsync(cancellation) is { } found ? new StoredDocument(found.Text, found.Tag.ToString()) : null;

    public async Task<IReadOnlyList<DocumentName>> ListAsync(string folder, CancellationToken cancellation)
    {
        string prefix = $"{Root}/{folder}/";
        List<string> names = [];
        try
        {
            await foreach (BlobItem item in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation))
            {
                names.Add(item.Name[prefix.Length..]);
            }
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // The container is made on the first change.
        }

        return [.. names.Where(name => name.EndsWith(Ending, StringComparison.Ordinal)).Select(name => name[..^Ending.Length]).Where(DocumentName.IsValid).Order(StringComparer.Ordinal).Select(name => new DocumentName(folder, name))];
    }

    public Task<bool> SaveAsync(DocumentName name, string json, string? expected, CancellationToken cancellation)
    {
        StoredDocument.CheckSize(name, json);
        return Blob(name).WriteAsync(json, expected is null ? null : TaggedBlob.Unchanged(expected == StoredDocument.Absent ? null : new ETag(expected)), cancellation);
    }

    public Task<bool> RemoveAsync(DocumentName name, CancellationToken cancellation) => Blob(name).RemoveAsync(cancellation);

    private TaggedBlob Blob(DocumentName name) => new(container, $"{Root}/{name.Folder}/{name.Name}{Ending}", Root);
}
