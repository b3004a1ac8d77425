using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Functions.Clouds;

/// <summary>The registered clouds in one blob, for workers that share no disk. Changes that meet are told apart by the blob's entity tag and made again.</summary>
/// <param name="container">The container; made private on the first change.</param>
/// <param name="known">Clouds kept elsewhere; an own registration hides one of the same name.</param>
internal sealed class BlobCloudRegistry(BlobContainerClient container, IEnumerable<IKnownClouds> known) : ICloudRegistry
{
    private const string BlobName = "clouds.json";
    private const int Tries = 5;
    private const long Largest = 4 << 20;

    private BlobClient Blob => container.GetBlobClient(BlobName);

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
        await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation);
        for (int attempt = 1; ; attempt++)
        {
            (IReadOnlyList<Cloud> clouds, ETag? tag) = await ReadAsync(cancellation);
            if (change(clouds) is not { } changed)
            {
                return false;
            }

            BlobRequestConditions unchanged = tag is { } read ? new() { IfMatch = read } : new() { IfNoneMatch = ETag.All };
            try
            {
                await Blob.UploadAsync(BinaryData.FromString(DurableJson.Serialize(new Document(changed))), new BlobUploadOptions { Conditions = unchanged }, cancellation);
                return true;
            }
            catch (RequestFailedException met) when (met.Status is 409 or 412 && attempt < Tries)
            {
                // Somebody else changed it since; their change is read and kept.
            }
        }
    }

    private async Task<(IReadOnlyList<Cloud> Clouds, ETag? Tag)> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            BlobProperties found = await Blob.GetPropertiesAsync(cancellationToken: cancellation);
            if (found.ContentLength > Largest)
            {
                throw Unreadable($"has {found.ContentLength} bytes; at most {Largest} are read");
            }

            BlobDownloadOptions same = new() { Conditions = new BlobRequestConditions { IfMatch = found.ETag } };
            BlobDownloadResult content = await Blob.DownloadContentAsync(same, cancellation);
            return (DurableJson.Deserialize<Document>(content.Content.ToString())?.Clouds ?? [], content.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return ([], null);
        }
        catch (RequestFailedException failed) when (failed.Status is 401 or 403)
        {
            throw new FailureException(new Failure("clouds.denied", $"The storage account refused to give {Blob.Uri.GetLeftPart(UriPartial.Path)}.") { Remedy = "Give the app's identity the role Storage Blob Data Contributor on the account." }, failed);
        }
        catch (JsonException wrong)
        {
            throw Unreadable($"is not valid at line {wrong.LineNumber + 1}, {wrong.Path}");
        }
    }

    private FailureException Unreadable(string what)
        => new(new Failure("clouds.unreadable", $"The blob {Blob.Uri.GetLeftPart(UriPartial.Path)} {what}.") { Remedy = "Mend the blob, or remove it and register the clouds again." });

    private sealed record Document(IReadOnlyList<Cloud> Clouds);
}
