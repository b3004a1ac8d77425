using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Functions.Blobs;

/// <summary>A small text in one blob that all workers share. Changes that meet are told apart by the blob's entity tag.</summary>
/// <param name="container">The container; made private on the first change.</param>
/// <param name="name">The blob's name.</param>
/// <param name="subject">What the codes of failures begin with.</param>
internal sealed class TaggedBlob(BlobContainerClient container, string name, string subject)
{
    private const long Largest = 4 << 20;

    private BlobClient Blob => container.GetBlobClient(name);

    /// <summary>The condition that a blob is still as it was read, or still absent where nothing was read.</summary>
    public static BlobRequestConditions Unchanged(ETag? read) => read is { } tag ? new() { IfMatch = tag } : new() { IfNoneMatch = ETag.All };

    /// <summary>The text and its tag, or null where there is no blob.</summary>
    /// <exception cref="FailureException">It is too large, or the account refused.</exception>
    public Task<(string Text, ETag Tag)?> ReadAsync(CancellationToken cancellation) => GuardAsync<(string, ETag)?>(async () =>
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
            return (content.Content.ToString(), content.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    });

    /// <summary>Writes the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="conditions">What must hold, or null to write whatever is there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False where the condition does not hold.</returns>
    public Task<bool> WriteAsync(string text, BlobRequestConditions? conditions, CancellationToken cancellation) => GuardAsync(async () =>
    {
        await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation);
        try
        {
            await Blob.UploadAsync(BinaryData.FromString(text), new BlobUploadOptions { Conditions = conditions }, cancellation);
            return true;
        }
        catch (RequestFailedException met) when (met.Status is 409 or 412 && conditions is not null)
        {
            return false;
        }
    });

    /// <summary>Removes the blob.</summary>
    /// <returns>Whether there was one.</returns>
    public Task<bool> RemoveAsync(CancellationToken cancellation) => GuardAsync<bool>(async () => await Blob.DeleteIfExistsAsync(cancellationToken: cancellation));

    /// <summary>It is there and cannot be used; the address is told without a signature.</summary>
    public FailureException Unreadable(string what)
        => new(new Failure($"{subject}.unreadable", $"The blob {Blob.Uri.GetLeftPart(UriPartial.Path)} {what}.") { Remedy = "Mend the blob, or remove it and save what it held again." });

    private async Task<T> GuardAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (RequestFailedException refused) when (refused.Status is 401 or 403)
        {
            throw new FailureException(new Failure($"{subject}.denied", $"The storage account refused the request for {Blob.Uri.GetLeftPart(UriPartial.Path)}.") { Remedy = "Give the app's identity the role Storage Blob Data Contributor on the account." }, refused);
        }
        catch (RequestFailedException broken) when (broken.Status is 0 or 408 or 412 or 429 or >= 500)
        {
            throw new FailureException(new Failure($"{subject}.unreachable", $"The storage account did not serve the request for {Blob.Uri.GetLeftPart(UriPartial.Path)}: {broken.Status} {broken.ErrorCode}.", Transient: true) { Remedy = "Try again; check the network and the account's state." }, broken);
        }
    }
}
