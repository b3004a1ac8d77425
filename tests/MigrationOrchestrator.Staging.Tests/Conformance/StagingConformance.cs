using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Staging.Tests.Conformance;

/// <summary>What every staging store does, whatever it stands on: staging and committing blocks.</summary>
public abstract class StagingConformance
{
    protected const int BlockLength = 1 << 20;

    /// <summary>A migration of this test's own.</summary>
    protected string Migration { get; } = $"m-{Guid.NewGuid():N}";

    protected StagedName Name => StagedName.Of(Migration, "disk0", "source.qcow2");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A store on this test class's place; each call is like another process.</summary>
    protected abstract IStagingStore Open();

    [Fact]
    public async Task StageBlock_WholeContent_RecordsItsHash()
    {
        byte[] whole = Bytes.Random(BlockLength + 17);
        BlockPosition position = new(3, 5_000_000, whole.Length);

        StagedBlock block = await Open().StageBlockAsync(Name, position, new ForwardStream(new MemoryStream(whole)), Token);

        Assert.Equal(new StagedBlock(3, 5_000_000, whole.Length, Bytes.Sha256(whole)), block);
        Assert.Equal(block, await Open().FindBlockAsync(Name, 3, Token));
    }

    [Fact]
    public async Task ListBlocks_StagedAndCommitted_TellsTheSame()
    {
        IStagingStore store = Open();
        Assert.Empty(await store.ListBlocksAsync(Name, Token));
        StagedBlock second = await store.StageBlockAsync(Name, new BlockPosition(1, 1000, 500), new MemoryStream(Bytes.Random(500)), Token);
        Assert.Equal([second], await Open().ListBlocksAsync(Name, Token));
        StagedBlock first = await store.StageBlockAsync(Name, new BlockPosition(0, 0, 1000), new MemoryStream(Bytes.Random(1000)), Token);
        Assert.Equal([first, second], await Open().ListBlocksAsync(Name, Token));

        await store.CommitAsync(Name, [first, second], Token);

        Assert.Equal([first, second], await Open().ListBlocksAsync(Name, Token));
    }

    [Fact]
    public async Task ReadStaged_BeforeAndAfterTheCommit_GivesTheBlocksBytes()
    {
        IStagingStore store = Open();
        byte[] content = Bytes.Random(3000);
        byte[] read = new byte[1000];
        StagedBlock second = await store.StageBlockAsync(Name, new BlockPosition(1, 1000, 2000), new MemoryStream(content[1000..]), Token);
        if (store.ReadsStaged)
        {
            Assert.Equal(1000, await Open().ReadStagedAsync(Name, 1500, read, Token));
            Assert.Equal(content[1500..2500], read);
        }

        StagedBlock first = await store.StageBlockAsync(Name, new BlockPosition(0, 0, 1000), new MemoryStream(content[..1000]), Token);
        await store.CommitAsync(Name, [first, second], Token);

        Assert.Equal(1000, await Open().ReadStagedAsync(Name, 500, read, Token));
        Assert.Equal(content[500..1500], read);
    }

    [Fact]
    public async Task StageBlock_SourceEndsEarly_FailsTransientlyAndKeepsNothing()
    {
        BlockPosition position = new(0, 0, BlockLength);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Open().StageBlockAsync(Name, position, new ForwardStream(new MemoryStream(Bytes.Random(BlockLength - 1))), Token));

        Assert.Equal("staging.short_block", failed.Failure.Code);
        Assert.True(failed.Failure.Transient);
        Assert.Null(await Open().FindBlockAsync(Name, 0, Token));
    }

    [Fact]
    public async Task StageBlock_SourceIsLonger_ReadsExactlyTheBlock()
    {
        using MemoryStream longer = new(Bytes.Random(BlockLength + 1000));

        await Open().StageBlockAsync(Name, new BlockPosition(0, 0, BlockLength), new ForwardStream(longer), Token);

        Assert.Equal(BlockLength, longer.Position);
    }

    [Fact]
    public async Task StageBlock_SourceThrows_PassesItOnAndKeepsNothing()
    {
        ForwardStream source = new(new MemoryStream(Bytes.Random(100_000)), () => Task.FromException(new HttpRequestException("connection reset")));

        await Assert.ThrowsAsync<HttpRequestException>(() => Open().StageBlockAsync(Name, new BlockPosition(0, 0, BlockLength), source, Token));

        Assert.Null(await Open().FindBlockAsync(Name, 0, Token));
    }

    [Fact]
    public async Task StageBlock_CancelledMidway_KeepsNothing()
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ForwardStream source = new(new MemoryStream(Bytes.Random(100_000)), async () =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().StageBlockAsync(Name, new BlockPosition(0, 0, BlockLength), source, cancel.Token));

        Assert.Null(await Open().FindBlockAsync(Name, 0, Token));
    }

    [Fact]
    public async Task StageBlock_AgainWithOtherBytes_ReplacesThem()
    {
        IStagingStore store = Open();
        byte[] second = Bytes.Random(BlockLength, seed: 2);
        await store.StageAllAsync(Name, Bytes.Random(BlockLength), BlockLength, Token);

        List<StagedBlock> blocks = await store.StageAllAsync(Name, second, BlockLength, Token);
        await store.CommitAsync(Name, blocks, Token);

        Assert.Equal(second, await store.ReadAllAsync(Name, Token));
    }

    [Fact]
    public async Task StageBlock_AgainAndFails_DoesNotVouchForTheOldRecordWrongly()
    {
        IStagingStore store = Open();
        byte[] first = Bytes.Random(3 * BlockLength);
        BlockPosition position = new(0, 0, first.Length);
        StagedBlock old = await store.StageBlockAsync(Name, position, first.At(position), Token);
        ForwardStream torn = new(new MemoryStream(Bytes.Random(2 * BlockLength, seed: 2)));

        await Assert.ThrowsAsync<FailureException>(() => store.StageBlockAsync(Name, position, torn, Token));

        // A store may have kept the old block or lost it, but what it says must be true.
        if (await Open().FindBlockAsync(Name, 0, Token) is { } kept)
        {
            Assert.Equal(old, kept);
            await store.CommitAsync(Name, [kept], Token);
            Assert.Equal(first, await store.ReadAllAsync(Name, Token));
        }
    }

    [Fact]
    public async Task StageBlock_ManyAtOnceInAnyOrder_CommitToTheWhole()
    {
        IStagingStore store = Open();
        byte[] whole = Bytes.Random((12 * BlockLength) + 333);
        BlockPosition[] positions = Bytes.Cut(whole.Length, BlockLength);

        StagedBlock[] blocks = await Task.WhenAll(positions.Reverse().Select(position => store.StageBlockAsync(Name, position, whole.At(position), Token)));
        await store.CommitAsync(Name, [.. blocks.OrderBy(block => block.Index)], Token);

        Assert.Equal(whole.Length, await store.FindLengthAsync(Name, Token));
        Assert.Equal(whole, await Open().ReadAllAsync(Name, Token));
    }

    [Fact]
    public async Task StageBlock_SameBlockTwiceAtOnce_LeavesOneWhole()
    {
        IStagingStore store = Open();
        byte[] whole = Bytes.Random(4 * BlockLength);
        BlockPosition position = new(0, 0, whole.Length);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.StageBlockAsync(Name, position, whole.At(position), Token)));
        StagedBlock block = Assert.IsType<StagedBlock>(await store.FindBlockAsync(Name, 0, Token));
        await store.CommitAsync(Name, [block], Token);

        Assert.Equal(whole, await store.ReadAllAsync(Name, Token));
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(50_000, 0, 1)]
    [InlineData(0, -1, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, (4_000L << 20) + 1)]
    [InlineData(0, long.MaxValue, 1)]
    public async Task StageBlock_PositionOutOfRange_IsRefused(int index, long offset, long length)
        => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Open().StageBlockAsync(Name, new BlockPosition(index, offset, length), Stream.Null, Token));

    [Fact]
    public async Task FindBlock_NeverStaged_IsNull()
    {
        IStagingStore store = Open();
        Assert.Null(await store.FindBlockAsync(Name, 0, Token));
        await store.StageAllAsync(Name, Bytes.Random(10), 10, Token);
        Assert.Null(await store.FindBlockAsync(Name, 1, Token));
    }

    [Fact]
    public async Task FindBlock_AfterCommit_StillFindsIt()
    {
        IStagingStore store = Open();
        List<StagedBlock> blocks = await store.StageAllAsync(Name, Bytes.Random(2 * BlockLength), BlockLength, Token);

        await store.CommitAsync(Name, blocks, Token);

        Assert.Equal(blocks[1], await Open().FindBlockAsync(Name, 1, Token));
    }

    [Fact]
    public async Task Commit_BlockMissing_NamesIt()
    {
        IStagingStore store = Open();
        byte[] whole = Bytes.Random(3 * BlockLength);
        List<StagedBlock> blocks = await store.StageAllAsync(Name, whole[..(2 * BlockLength)], BlockLength, Token);
        blocks.Add(new StagedBlock(2, 2 * BlockLength, BlockLength, Bytes.Sha256(whole.AsSpan(2 * BlockLength))));

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.CommitAsync(Name, blocks, Token));

        Assert.Equal("staging.missing_block", failed.Failure.Code);
        Assert.Contains("block 2", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindLengthAsync(Name, Token));
    }

    [Fact]
    public async Task Commit_GapInTheList_IsRefused()
    {
        IStagingStore store = Open();
        List<StagedBlock> blocks = await store.StageAllAsync(Name, Bytes.Random(3 * BlockLength), BlockLength, Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.CommitAsync(Name, [blocks[0], blocks[2]], Token));

        Assert.Equal("staging.missing_block", failed.Failure.Code);
    }

    [Fact]
    public async Task Commit_RecordOfOtherContent_IsRefused()
    {
        IStagingStore store = Open();
        List<StagedBlock> blocks = await store.StageAllAsync(Name, Bytes.Random(BlockLength), BlockLength, Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.CommitAsync(Name, [blocks[0] with { Sha256 = new string('0', 64) }], Token));

        Assert.Equal("staging.missing_block", failed.Failure.Code);
    }

    [Fact]
    public async Task Commit_Repeated_IsSuccess()
    {
        byte[] whole = Bytes.Random(2 * BlockLength);
        List<StagedBlock> blocks = await Open().StageAllAsync(Name, whole, BlockLength, Token);
        await Open().CommitAsync(Name, blocks, Token);

        await Open().CommitAsync(Name, blocks, Token);

        Assert.Equal(whole, await Open().ReadAllAsync(Name, Token));
    }

    [Fact]
    public async Task Commit_NoBlocks_MakesAnEmptyObject()
    {
        await Open().CommitAsync(Name, [], Token);
        Assert.Equal(0, await Open().FindLengthAsync(Name, Token));
    }

    [Fact]
    public async Task Commit_ShorterThanWhatWasStagedBefore_LeavesNoTail()
    {
        IStagingStore store = Open();
        byte[] whole = Bytes.Random(BlockLength);
        await store.StageAllAsync(Name, Bytes.Random(3 * BlockLength), 3 * BlockLength, Token);

        await store.CommitAsync(Name, await store.StageAllAsync(Name, whole, BlockLength, Token), Token);

        Assert.Equal(whole, await store.ReadAllAsync(Name, Token));
    }
}
