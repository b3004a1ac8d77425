using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.Staging.Tests.Conformance;

namespace MigrationOrchestrator.Staging.Tests.Directories;

public sealed class DirectoryStagingStoreTests : ObjectConformance
{
    private readonly TemporaryFolder place = new();

    private string Root => place.File("staging");

    private ObjectFiles Files => ObjectFiles.Of(Root, Name);

    [Fact]
    public async Task Files_Always_AreTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        IStagingStore store = Open();
        await store.CommitAsync(Name, await store.StageAllAsync(Name, Bytes.Random(10), 10, Token), Token);
        await store.StageAllAsync(StagedName.Of(Migration, "other"), Bytes.Random(10), 10, Token);
        await File.WriteAllTextAsync(LocalFile, "adopted", Token);
        File.SetUnixFileMode(LocalFile, (UnixFileMode)0b110_110_110);
        await store.AdoptAsync(StagedName.Of(Migration, "adopted"), LocalFile, Token);

        Assert.All(new DirectoryInfo(Root).GetFiles("*", SearchOption.AllDirectories), file => Assert.Equal((UnixFileMode)0b110_000_000, file.UnixFileMode));
        Assert.All([new DirectoryInfo(Root), .. new DirectoryInfo(Root).GetDirectories("*", SearchOption.AllDirectories)], folder => Assert.Equal((UnixFileMode)0b111_000_000, folder.UnixFileMode));
    }

    [Fact]
    public async Task Materialize_Always_GivesTheStoresOwnFile()
    {
        IStagingStore store = Open();
        await store.PutAsync(Name, "bytes"u8.ToArray(), Token);
        Assert.Equal(Files.Committed, await store.MaterializeAsync(Name, place.File("unused"), Token));
        Assert.False(Directory.Exists(place.File("unused")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(81)]
    public async Task FindBlock_JournalLineTorn_DoesNotCountItAndGoesOn(int lost)
    {
        byte[] whole = Bytes.Random(2 * BlockLength);
        List<StagedBlock> blocks = await Open().StageAllAsync(Name, whole, BlockLength, Token);
        await using (FileStream journal = File.OpenWrite(Files.PartJournal.Path))
        {
            journal.SetLength(journal.Length - lost - 1);
        }

        Assert.Null(await Open().FindBlockAsync(Name, 1, Token));
        Assert.Equal(blocks[0], await Open().FindBlockAsync(Name, 0, Token));
        BlockPosition again = new(1, BlockLength, BlockLength);
        blocks[1] = await Open().StageBlockAsync(Name, again, whole.At(again), Token);
        await Open().CommitAsync(Name, blocks, Token);
        Assert.Equal(whole, await Open().ReadAllAsync(Name, Token));
    }

    [Fact]
    public async Task FindBlock_JournalLineAltered_DoesNotCountIt()
    {
        List<StagedBlock> blocks = await Open().StageAllAsync(Name, Bytes.Random(100), 50, Token);
        string text = await File.ReadAllTextAsync(Files.PartJournal.Path, Token);
        await File.WriteAllTextAsync(Files.PartJournal.Path, text.Replace("staged 1 50 50", "staged 1 40 60", StringComparison.Ordinal), Token);

        Assert.Null(await Open().FindBlockAsync(Name, 1, Token));
        Assert.Equal(blocks[0], await Open().FindBlockAsync(Name, 0, Token));
    }

    [Fact]
    public async Task FindBlock_FileCutShort_DoesNotVouchForWhatIsGone()
    {
        List<StagedBlock> blocks = await Open().StageAllAsync(Name, Bytes.Random(100), 50, Token);
        await using (FileStream part = File.OpenWrite(Files.Part))
        {
            part.SetLength(99);
        }

        Assert.Null(await Open().FindBlockAsync(Name, 1, Token));
        Assert.Equal(blocks[0], await Open().FindBlockAsync(Name, 0, Token));
    }

    [Fact]
    public async Task StageBlock_OverAnotherBlocksBytes_TakesThatRecordBack()
    {
        IStagingStore store = Open();
        byte[] whole = Bytes.Random(100);
        await store.StageAllAsync(Name, whole, 50, Token);

        await store.StageBlockAsync(Name, new BlockPosition(0, 0, 60), new MemoryStream(Bytes.Random(60, seed: 2)), Token);

        Assert.Null(await store.FindBlockAsync(Name, 1, Token));
    }

    [Fact]
    public async Task Commit_KilledBetweenItsTwoRenames_IsWholeAndRepeatable()
    {
        byte[] whole = Bytes.Random(100);
        List<StagedBlock> blocks = await Open().StageAllAsync(Name, whole, 50, Token);
        File.Move(Files.Part, Files.Committed);

        Assert.Equal(blocks[1], await Open().FindBlockAsync(Name, 1, Token));
        await Open().CommitAsync(Name, blocks, Token);
        Assert.Equal(whole, await Open().ReadAllAsync(Name, Token));
        StagedBlock next = await Open().StageBlockAsync(Name, new BlockPosition(0, 0, 10), new MemoryStream(new byte[10]), Token);
        Assert.Equal(next, await Open().FindBlockAsync(Name, 0, Token));
        Assert.Equal(blocks[1], await Open().FindBlockAsync(Name, 1, Token));
    }

    [Fact]
    public async Task Adopt_APipe_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders.");
        using System.Diagnostics.Process mkfifo = System.Diagnostics.Process.Start("mkfifo", [LocalFile]);
        await mkfifo.WaitForExitAsync(Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Open().AdoptAsync(Name, LocalFile, Token));

        Assert.Equal("staging.not_a_file", failed.Failure.Code);
    }

    [Fact]
    public async Task FindFreeBytes_Always_SaysHowMuchFits() => Assert.True(await Open().FindFreeBytesAsync(Token) > 0);

    protected override IStagingStore Open() => new DirectoryStagingStore(new DirectoryStagingOptions { Folder = Root });

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            place.Dispose();
        }

        base.Dispose(disposing);
    }
}
