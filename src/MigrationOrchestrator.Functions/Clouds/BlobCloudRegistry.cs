using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Blobs;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Functions.Clouds;

/// <summary>The registered clouds in one blob, for workers that share no disk. Changes that meet are made again.</summary>
/// <param name="container">The container; made private on the first change.</param>
/// <param name="known">Clouds kept elsewhere; an own registration hides one of the same name.</param>
internal sealed class BlobCloudRegistry(BlobContainerClient container, IEnumerable<IKnownClouds> known) : ICloudRegistry
{
    private const int Tries = 5;

    private readonly TaggedBlob blob = new(container, "clouds.json", "clouds");

    public async Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation)
    {
        List<Cloud> clouds = [.. (await ReadAsync(cancellation)).Clouds];
        foreach (IKnownClouds elsewhere in known)
        {
            clouds.AddRange((await elsewhere.ListAsync(cancellation)).Where(cloud => !clouds.Exists(own => own.Name == cloud.Name)));
        }

        return [.. clouds.OrderBy(cloud => cloud.Name.Value, StringComparer.Ordinal)];
    }

    public async Task<Cloud?> FindAsync(CloudName name, CancellationToken cancellation) => (await ListAsync(cancellation)).FirstOrDefault(cloud => cloud.Name == name);

    public Task SaveAsync(Cloud cloud, CancellationToken cancellation) => ChangeAsync(clouds => [.. clouds.Where(own => own.Name != cloud.Name), cloud], cancellation);

    public Task<bool> RemoveAsync(CloudName name, CancellationToken cancellation)
        => ChangeAsync(clouds => clouds.Any(own => own.Name == name) ? [.. clouds.Where(own => own.Name != name)] : null, cancellation);

    /// <summary>Makes a change; one that gives null changes nothing.</summary>
    private async Task<bool> ChangeAsync(Func<IReadOnlyList<Cloud>, IReadOnlyList<Cloud>?> change, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            (IReadOnlyList<Cloud> clouds, ETag? tag) = await ReadAsync(cancellation);
            if (change(clouds) is not { } changed)
            {
                return false;
            }

            // Where somebody else changed it since, their change is read and kept.
            if (await blob.WriteAsync(DurableJson.Serialize(new Document(changed)), TaggedBlob.Unchanged(tag), cancellation))
            {
                return true;
            }
        }

        throw new FailureException(new Failure("clouds.busy", "Others keep changing the registered clouds.", Transient: true) { Remedy = "Try again." });
    }

    private async Task<(IReadOnlyList<Cloud> Clouds, ETag? Tag)> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await blob.ReadAsync(cancellation) is { } found ? (DurableJson.Deserialize<Document>(found.Text)?.Clouds ?? [], found.Tag) : ([], null);
        }
        catch (JsonException wrong)
        {
            throw blob.Unreadable($"is not valid at line {wrong.LineNumber + 1}, {wrong.Path}");
        }
    }

    private sealed record Document(IReadOnlyList<Cloud> Clouds);
}
