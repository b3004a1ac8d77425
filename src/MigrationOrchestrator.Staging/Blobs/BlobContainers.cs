using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>The store's container, made on first use, behind two ways of asking: with the client library's retries, and without for bytes that pass only once.</summary>
internal sealed class BlobContainers
{
    // A block of the largest size, 4,000 MiB, at a little over 1 MiB/s.
    private static readonly TimeSpan LongestPassage = TimeSpan.FromHours(1);

    private readonly BlobContainerClient patient;
    private readonly BlobContainerClient once;
    private volatile bool isMade;

    /// <summary>Connects; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The connection string is none; the exception does not hold it.</exception>
    public BlobContainers(BlobStagingOptions options)
    {
        BlobClientOptions withRetries = new();

        // Some four seconds; longer waits are the orchestration's durable timers.
        withRetries.Retry.MaxRetries = 3;
        withRetries.Retry.Delay = TimeSpan.FromSeconds(0.5);
        BlobClientOptions withoutRetries = new();
        withoutRetries.Retry.MaxRetries = 0;
        withoutRetries.Retry.NetworkTimeout = LongestPassage;
        TokenCredential? identity = options.ServiceUri is null ? null : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId });
        patient = Service(options, identity, withRetries).GetBlobContainerClient(options.Container);
        once = Service(options, identity, withoutRetries).GetBlobContainerClient(options.Container);
        Description = $"azure blob container {patient.Uri.GetLeftPart(UriPartial.Path)}";
    }

    /// <summary>Where it is; without a signature.</summary>
    public string Description { get; }

    /// <summary>The container, with retries.</summary>
    public async Task<BlobContainerClient> OpenAsync(CancellationToken cancellation)
    {
        if (!isMade)
        {
            await patient.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation);
            isMade = true;
        }

        return patient;
    }

    /// <summary>The container, for requests whose content cannot be sent again.</summary>
    public async Task<BlobContainerClient> OpenOnceAsync(CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return once;
    }

    private static BlobServiceClient Service(BlobStagingOptions options, TokenCredential? identity, BlobClientOptions client)
    {
        if (identity is not null)
        {
            return new BlobServiceClient(options.ServiceUri, identity, client);
        }

        try
        {
            return new BlobServiceClient(options.ConnectionString, client);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new ArgumentException($"{nameof(BlobStagingOptions.ConnectionString)} is no Azure Storage connection string.");
        }
    }
}
