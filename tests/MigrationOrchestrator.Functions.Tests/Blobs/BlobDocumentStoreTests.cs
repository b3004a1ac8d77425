using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Blobs;
using MigrationOrchestrator.Migrations.Documents;
using MigrationOrchestrator.Staging.Tests.Blobs;

namespace MigrationOrchestrator.Functions.Tests.Blobs;

/// <summary>On a real Azurite.</summary>
public sealed class BlobDocumentStoreTests
{
    private static readonly DocumentName Name = new("schedules", "night.ly");

    private readonly BlobContainerClient container;
    private readonly BlobDocumentStore store;

    public BlobDocumentStoreTests(Azurite azurite)
    {
        azurite.Need();
        container = new BlobContainerClient(azurite.Options.ConnectionString, $"documents-{Guid.NewGuid():N}");
        store = new BlobDocumentStore(container);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_AreKeptListedReplacedAndRemoved()
    {
        Assert.Null(await store.FindAsync(Name, Cancellation));
        Assert.Empty(await store.ListAsync("schedules", Cancellation));
        Assert.False(await store.RemoveAsync(Name, Cancellation));

        Assert.True(await store.SaveAsync(Name, """{"a":1}""", null, Cancellation));
        Assert.True(await store.SaveAsync(new DocumentName("schedules", "a"), "{}", null, Cancellation));
        Assert.True(await store.SaveAsync(new DocumentName("schedule-states", "b"), "{}", null, Cancellation));
        Assert.True(await store.SaveAsync(Name, """{"ä":2}""", null, Cancellation));

        Assert.Equal("""{"ä":2}""", (await store.FindAsync(Name, Cancellation))!.Json);
        Assert.Equal(["a", "night.ly"], (await store.ListAsync("schedules", Cancellation)).Select(found => found.Name));
        Assert.True(await store.RemoveAsync(Name, Cancellation));
        Assert.Null(await store.FindAsync(Name, Cancellation));
    }

    [Fact]
    public async Task Save_WithATag_WritesOnlyWhatNobodyChanged()
    {
        Assert.True(await store.SaveAsync(Name, "1", StoredDocument.Absent, Cancellation));
        Assert.False(await store.SaveAsync(Name, "2", StoredDocument.Absent, Cancellation));
        string tag = (await store.FindAsync(Name, Cancellation))!.Tag;

        Assert.True(await store.SaveAsync(Name, "3", tag, Cancellation));
        Assert.False(await store.SaveAsync(Name, "4", tag, Cancellation));

        StoredDocument kept = (await store.FindAsync(Name, Cancellation))!;
        Assert.Equal("3", kept.Json);
        Assert.NotEqual(tag, kept.Tag);
    }

    [Fact]
    public async Task Save_ByManyAtOnce_IsTakenFromOne()
    {
        await store.SaveAsync(Name, "0", null, Cancellation);
        string tag = (await store.FindAsync(Name, Cancellation))!.Tag;

        bool[] written = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => store.SaveAsync(Name, $"{number}", tag, Cancellation)));

        Assert.Single(written, true);
    }

    [Fact]
    public async Task Container_IsPrivate()
    {
        await store.SaveAsync(Name, "{}", null, Cancellation);

        BlobContainerProperties properties = await container.GetPropertiesAsync(cancellationToken: Cancellation);

        Assert.True(properties.PublicAccess is null or PublicAccessType.None);
    }

    [Fact]
    public async Task Documents_ThatAreTooLarge_AreRefused()
    {
        FailureException refused = await Assert.ThrowsAsync<FailureException>(() => store.SaveAsync(Name, new string('x', StoredDocument.MaxBytes + 1), null, Cancellation));
        Assert.Equal("documents.too_large", refused.Failure.Code);

        await store.SaveAsync(Name, "{}", null, Cancellation);
        await container.GetBlobClient("documents/schedules/night.ly.json").UploadAsync(BinaryData.FromBytes(new byte[StoredDocument.MaxBytes + 1]), overwrite: true, Cancellation);
        refused = await Assert.ThrowsAsync<FailureException>(() => store.FindAsync(Name, Cancellation));
        Assert.Equal("documents.unreadable", refused.Failure.Code);
    }

    [Fact]
    public async Task Account_ThatDoesNotAnswer_IsAPassingFailure()
    {
        BlobClientOptions once = new() { Retry = { MaxRetries = 0 } };
        BlobDocumentStore nowhere = new(new BlobContainerClient($"DefaultEndpointsProtocol=http;AccountName={Azurite.Account};AccountKey={Azurite.Key};BlobEndpoint=http://127.0.0.1:1/{Azurite.Account};", "c", once));

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => nowhere.FindAsync(Name, Cancellation));

        Assert.Equal("documents.unreachable", failed.Failure.Code);
        Assert.True(failed.Failure.Transient);
    }
}
