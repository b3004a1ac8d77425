using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.Staging.Tests.Conformance;
using Moq;

namespace MigrationOrchestrator.Migrations.Tests.Staging;

/// <summary>An image's hash that is taken while its chunks arrive, on the real directory store.</summary>
public sealed class ImageHashesTests : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private static readonly StagedName Name = StagedName.Of("m1", "disk-0", "source");

    private readonly TemporaryFolder folder = new();
    private readonly ServiceProvider services;
    private readonly byte[] image = RandomNumberGenerator.GetBytes((6 * ChunkBytes) + 12_345);

    public ImageHashesTests()
    {
        services = new ServiceCollection().AddDirectoryStaging(new DirectoryStagingOptions { Folder = folder.Path }).BuildServiceProvider();
        Hashes = new ImageHashes(Staging);
        Hashes.Begin(Name, HashAlgorithmName.SHA512);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IStagingStore Staging => services.GetRequiredService<IStagingStore>();

    private ImageHashes Hashes { get; }

    private ChunkPlan Chunks => new(image.Length, ChunkBytes);

    [Fact]
    public async Task Finish_AfterChunksCameOutOfOrder_ReadsOnlyWhatWasNotHashed()
    {
        int[] order = [6, 0, 2, 1];
        foreach (int index in order)
        {
            await StageAsync(index, image);
            await Hashes.AdvanceAsync(Name, Chunks, Cancellation);
        }

        Assert.Equal(3 * ChunkBytes, Hashes.HashedBytes(Name));
        (string hash, long read) = await FinishAsync(3, 4, 5);

        Assert.Equal((Expected(image), image.Length - (3L * ChunkBytes)), (hash, read));
        Assert.Equal(0, Hashes.HashedBytes(Name));
    }

    [Fact]
    public async Task Finish_AfterAChunkWasStagedAnew_HashesWhatIsStaged()
    {
        byte[] broken = [.. image];
        broken[ChunkBytes + 5] ^= 1;
        await StageAsync(0, image);
        await StageAsync(1, broken);
        await Hashes.AdvanceAsync(Name, Chunks, Cancellation);

        await StageAsync(1, image);
        (string hash, long read) = await FinishAsync(2, 3, 4, 5, 6);

        Assert.Equal((Expected(image), image.Length), (hash, read));
    }

    [Fact]
    public async Task Finish_OfAnotherHashThanTheSources_ReadsTheWholeBeforeItIsTold()
    {
        byte[] broken = [.. image];
        broken[ChunkBytes + 5] ^= 1;
        await StageAsync(0, image);
        await StageAsync(1, broken);
        await Hashes.AdvanceAsync(Name, Chunks, Cancellation);

        (string hash, long read) = await FinishAsync(2, 3, 4, 5, 6);

        Assert.Equal((Expected(broken), image.Length - (2L * ChunkBytes) + image.Length), (hash, read));
    }

    [Fact]
    public async Task Begin_Again_DropsWhatAnEarlierDownloadHashed()
    {
        byte[] earlier = RandomNumberGenerator.GetBytes(image.Length);
        await StageAsync(0, earlier);
        await Hashes.AdvanceAsync(Name, Chunks, Cancellation);
        await Staging.RemoveAsync(Name.Migration, Cancellation);

        Hashes.Begin(Name, HashAlgorithmName.SHA512);

        Assert.Equal(0, Hashes.HashedBytes(Name));
        Assert.Equal((Expected(image), image.Length), await FinishAsync(0, 1, 2, 3, 4, 5, 6));
    }

    [Fact]
    public async Task Advance_ThatCannotRead_FailsNoDownload()
    {
        await StageAsync(0, image);
        Mock<IStagingStore> unreadable = new();
        unreadable.SetupGet(store => store.ReadsStaged).Returns(true);
        unreadable.Setup(store => store.FindBlockAsync(Name, 0, It.IsAny<CancellationToken>())).Returns(async () => await Staging.FindBlockAsync(Name, 0, Cancellation));
        unreadable.Setup(store => store.ReadStagedAsync(Name, 0, It.IsAny<Memory<byte>>(), It.IsAny<CancellationToken>())).ThrowsAsync(new IOException("The disk does not answer."));
        ImageHashes hashes = new(unreadable.Object);
        hashes.Begin(Name, HashAlgorithmName.SHA512);

        await hashes.AdvanceAsync(Name, Chunks, Cancellation);

        unreadable.Verify(store => store.ReadStagedAsync(Name, 0, It.IsAny<Memory<byte>>(), It.IsAny<CancellationToken>()), Times.Once);
        Assert.Equal(0, hashes.HashedBytes(Name));
    }

    [Fact]
    public async Task Finish_OfWhatNobodyBegan_ReadsTheWhole()
    {
        Hashes.Forget(Name.Migration);
        await StageAsync(0, image);
        await Hashes.AdvanceAsync(Name, Chunks, Cancellation);

        Assert.Equal((Expected(image), image.Length), await FinishAsync(1, 2, 3, 4, 5, 6));
    }

    [Fact]
    public async Task Advance_OfManyAtOnce_HashesEachByteOnce()
    {
        await Parallel.ForAsync(0, Chunks.Count, Cancellation, async (index, _) =>
        {
            await StageAsync(index, image);
            await Hashes.AdvanceAsync(Name, Chunks, Cancellation);
        });

        long hashed = Hashes.HashedBytes(Name);
        Assert.Equal((Expected(image), image.Length - hashed), await FinishAsync());
    }

    public void Dispose()
    {
        services.Dispose();
        folder.Dispose();
    }

    private static string Expected(byte[] bytes) => Convert.ToHexStringLower(SHA512.HashData(bytes));

    private async Task<(string Hash, long BytesRead)> FinishAsync(params int[] missing)
    {
        foreach (int index in missing)
        {
            await StageAsync(index, image);
        }

        await Staging.CommitAsync(Name, await Staging.ListBlocksAsync(Name, Cancellation), Cancellation);
        long told = Hashes.HashedBytes(Name);
        (string Hash, long BytesRead) finished = await Hashes.FinishAsync(Name, HashAlgorithmName.SHA512, image.Length, Expected(image), hashed => told = hashed, Cancellation);
        Assert.Equal(image.Length, told);
        return finished;
    }

    private async Task StageAsync(int index, byte[] from)
    {
        BlockPosition position = Chunks.At(index);
        using MemoryStream content = new(from, (int)position.Offset, (int)position.Length);
        await Staging.StageBlockAsync(Name, position, content, Cancellation);
    }
}
