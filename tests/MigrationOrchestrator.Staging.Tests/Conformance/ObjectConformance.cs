using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Staging.Tests.Conformance;

/// <summary>What every staging store does, whatever it stands on: whole objects, reading, removing.</summary>
public abstract class ObjectConformance : StagingConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    protected string LocalFile => folder.File("converted.vmdk");

    [Fact]
    public async Task Read_BeforeCommit_FindsNothing()
    {
        IStagingStore store = Open();
        await store.StageAllAsync(Name, Bytes.Random(100), 100, Token);

        Assert.Null(await store.FindLengthAsync(Name, Token));
        Assert.Equal("staging.missing_object", (await Assert.ThrowsAsync<FailureException>(() => store.OpenReadAsync(Name, 0, null, Token))).Failure.Code);
        Assert.Equal("staging.missing_object", (await Assert.ThrowsAsync<FailureException>(async () => await store.ReadAsync(Name, 0, new byte[1], Token))).Failure.Code);
        Assert.Equal("staging.missing_object", (await Assert.ThrowsAsync<FailureException>(() => store.MaterializeAsync(Name, folder.Path, Token))).Failure.Code);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1_048_570, 100)]
    [InlineData(2_999_990, 10)]
    [InlineData(2_999_990, 1_000)]
    [InlineData(3_000_000, 5)]
    [InlineData(5_000_000, 5)]
    public async Task Read_ARange_GivesAsManyBytesAsAreThere(int offset, int length)
    {
        IStagingStore store = Open();
        byte[] whole = Bytes.Random(3_000_000);
        await store.CommitAsync(Name, await store.StageAllAsync(Name, whole, BlockLength, Token), Token);
        byte[] expected = whole[Math.Min(offset, whole.Length)..Math.Min(offset + length, whole.Length)];

        await using Stream stream = await store.OpenReadAsync(Name, offset, length, Token);
        using MemoryStream streamed = new();
        await stream.CopyToAsync(streamed, Token);
        byte[] buffer = new byte[length];
        int found = await store.ReadAsync(Name, offset, buffer, Token);

        Assert.Equal(expected, streamed.ToArray());
        Assert.Equal(expected, buffer[..found]);
    }

    [Fact]
    public async Task Put_Again_ReplacesTheObject()
    {
        IStagingStore store = Open();
        await store.PutAsync(Name, Bytes.Random(5000), Token);

        await store.PutAsync(Name, "second"u8.ToArray(), Token);

        Assert.Equal("second"u8.ToArray(), await store.ReadAllAsync(Name, Token));
    }

    [Fact]
    public async Task Put_OverStagedBlocks_ForgetsThem()
    {
        IStagingStore store = Open();
        await store.StageAllAsync(Name, Bytes.Random(100), 100, Token);

        await store.PutAsync(Name, "whole"u8.ToArray(), Token);

        Assert.Null(await Open().FindBlockAsync(Name, 0, Token));
    }

    [Fact]
    public async Task Adopt_AFile_TakesItOver()
    {
        byte[] whole = Bytes.Random(9_000_001);
        await File.WriteAllBytesAsync(LocalFile, whole, Token);

        long length = await Open().AdoptAsync(Name, LocalFile, Token);

        Assert.Equal(whole.Length, length);
        Assert.False(File.Exists(LocalFile));
        Assert.Equal(whole, await Open().ReadAllAsync(Name, Token));
    }

    [Fact]
    public async Task Adopt_EmptyFile_MakesAnEmptyObject()
    {
        await File.WriteAllBytesAsync(LocalFile, [], Token);
        Assert.Equal(0, await Open().AdoptAsync(Name, LocalFile, Token));
        Assert.Equal(0, await Open().FindLengthAsync(Name, Token));
    }

    [Fact]
    public async Task Adopt_Repeated_IsSuccess()
    {
        await File.WriteAllBytesAsync(LocalFile, Bytes.Random(1000), Token);
        await Open().AdoptAsync(Name, LocalFile, Token);

        Assert.Equal(1000, await Open().AdoptAsync(Name, LocalFile, Token));
    }

    [Fact]
    public async Task Adopt_NoFileAndNoObject_SaysSo()
    {
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Open().AdoptAsync(Name, LocalFile, Token));
        Assert.Equal("staging.missing_file", failed.Failure.Code);
    }

    [Fact]
    public async Task Adopt_ALinkToAForeignFile_IsRefused()
    {
        string foreign = folder.File("foreign");
        await File.WriteAllTextAsync(foreign, "the host's own secret", Token);
        File.CreateSymbolicLink(LocalFile, foreign);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Open().AdoptAsync(Name, LocalFile, Token));

        Assert.Equal("staging.not_a_file", failed.Failure.Code);
        Assert.Null(await Open().FindLengthAsync(Name, Token));
    }

    [Fact]
    public async Task Materialize_ACommittedObject_GivesItsBytesAsAFile()
    {
        IStagingStore store = Open();
        byte[] whole = Bytes.Random(2 * BlockLength);
        await store.CommitAsync(Name, await store.StageAllAsync(Name, whole, BlockLength, Token), Token);

        string path = await store.MaterializeAsync(Name, folder.File("new-folder"), Token);

        Assert.Equal(whole, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Names_OneInsideAnother_AreTwoObjects()
    {
        IStagingStore store = Open();
        StagedName inner = StagedName.Of(Migration, "disk0", "source.qcow2", "notes");
        await store.PutAsync(Name, "outer"u8.ToArray(), Token);

        await store.PutAsync(inner, "inner"u8.ToArray(), Token);

        Assert.Equal("outer"u8.ToArray(), await store.ReadAllAsync(Name, Token));
        Assert.Equal("inner"u8.ToArray(), await store.ReadAllAsync(inner, Token));
    }

    [Fact]
    public async Task Remove_AMigration_LeavesNothingOfItAndAllOfTheOthers()
    {
        IStagingStore store = Open();
        StagedName committed = StagedName.Of(Migration, "manifest.mf");
        StagedName other = StagedName.Of(Migration + "-2", "manifest.mf");
        await store.StageAllAsync(Name, Bytes.Random(100), 100, Token);
        await store.PutAsync(committed, "x"u8.ToArray(), Token);
        await store.PutAsync(other, "y"u8.ToArray(), Token);
        Assert.Contains(Migration, await store.ListMigrationsAsync(Token).ToListAsync(Token));

        await store.RemoveAsync(Migration, Token);

        Assert.Null(await store.FindBlockAsync(Name, 0, Token));
        Assert.Null(await store.FindLengthAsync(committed, Token));
        Assert.Equal(1, await store.FindLengthAsync(other, Token));
        Assert.DoesNotContain(Migration, await store.ListMigrationsAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Remove_NothingThere_IsSuccess() => await Open().RemoveAsync(Migration, Token);

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Remove_UnsafeName_IsRefused(string migration) => await Assert.ThrowsAsync<FormatException>(() => Open().RemoveAsync(migration, Token));

    [Fact]
    public async Task List_OnlyUncommittedBlocks_NamesTheMigration()
    {
        IStagingStore store = Open();
        await store.StageAllAsync(Name, Bytes.Random(100), 100, Token);
        Assert.Equal(1, await store.ListMigrationsAsync(Token).CountAsync(migration => migration == Migration, Token));
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            folder.Dispose();
        }
    }
}
