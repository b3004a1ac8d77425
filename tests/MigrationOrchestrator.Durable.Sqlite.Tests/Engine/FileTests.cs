namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Whose the file is, and which files are refused.</summary>
public sealed class FileTests
{
    private static readonly TaskRegistry Registry = Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input));

    [Fact]
    public async Task File_OwnedByAnotherEngine_IsRefusedNamingItsProcess()
    {
        await using TestEngine first = await new TestEngine { Registry = Registry }.StartAsync();
        await using TestEngine second = new() { Registry = Registry };
        second.Options.Path = first.Options.Path;

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(second.StartAsync);

        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(first.Options.Path, refused.Message, StringComparison.Ordinal);
        Assert.Equal("x", (await first.RunAsync(Inline.Flow, "x")).ReadOutput<string>());
    }

    [Fact]
    public async Task File_OfAnotherProgram_IsRefusedAndLeftAlone()
    {
        await using TestEngine engine = new() { Registry = Registry };
        engine.Change("CREATE TABLE theirs (x)");

        Assert.Contains("another program", (await Assert.ThrowsAsync<InvalidDataException>(engine.StartAsync)).Message, StringComparison.Ordinal);
        Assert.Equal("1", engine.Read("SELECT count(*) FROM sqlite_schema"));
    }

    [Theory]
    [InlineData("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")]
    [InlineData("PRAGMA journal_mode=DELETE; PRAGMA application_id=7; CREATE TABLE theirs (x); DROP TABLE theirs; VACUUM")]
    [InlineData("PRAGMA user_version=3; CREATE TABLE theirs (x); DROP TABLE theirs; VACUUM")]
    public async Task File_OfAnotherProgram_StaysByteForByteTheSame(string sql)
    {
        await using TestEngine engine = new() { Registry = Registry };
        engine.Change(sql);
        byte[] before = await File.ReadAllBytesAsync(engine.Options.Path, TestContext.Current.CancellationToken);

        _ = await Assert.ThrowsAsync<InvalidDataException>(engine.StartAsync);

        Assert.Equal(before, await File.ReadAllBytesAsync(engine.Options.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task File_ThatIsNoSqliteFile_IsRefusedAndLeftAlone()
    {
        await using TestEngine engine = new() { Registry = Registry };
        string text = new('x', 5_000);
        await File.WriteAllTextAsync(engine.Options.Path, text, TestContext.Current.CancellationToken);

        _ = await Assert.ThrowsAsync<InvalidDataException>(engine.StartAsync);

        Assert.Equal(text, await File.ReadAllTextAsync(engine.Options.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Owner_ThatCannotBeNoted_IsReportedAsSuchAndKeepsNothingLocked()
    {
        await using TestEngine engine = new() { Registry = Registry };
        string owner = engine.Options.Path + ".owner";
        _ = File.CreateSymbolicLink(owner, Path.Combine(owner + ".missing", "x"));

        IOException refused = await Assert.ThrowsAsync<IOException>(engine.StartAsync);
        Assert.Contains(owner, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("in use", refused.Message, StringComparison.Ordinal);

        File.Delete(owner);
        _ = await engine.StartAsync();
        Assert.Equal("x", (await engine.RunAsync(Inline.Flow, "x")).ReadOutput<string>());
    }

    [Fact]
    public async Task File_OfANewerBuild_IsRefused()
    {
        await using TestEngine engine = await new TestEngine { Registry = Registry }.StartAsync();
        await engine.StopAsync();
        engine.Change("PRAGMA user_version=99");

        Assert.Contains("schema version 99", (await Assert.ThrowsAsync<InvalidDataException>(engine.StartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_DamagedAndNotStoppedInGoodOrder_IsRefused()
    {
        await using TestEngine engine = await new TestEngine { Registry = Registry }.StartAsync();
        _ = await engine.RunAsync(Inline.Flow, "x");
        await engine.StopAsync();
        engine.Change("UPDATE engine SET is_clean = 0; DELETE FROM instances WHERE 0; PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'tasks') WHERE name = 'history_by_instance'");

        _ = await Assert.ThrowsAsync<InvalidDataException>(engine.StartAsync);
    }

    [Fact]
    public async Task Engine_TakenOverByAnotherEpoch_WritesNothingMore()
    {
        await using TestEngine engine = await new TestEngine { Registry = Registry }.StartAsync();
        engine.Change("UPDATE engine SET epoch = epoch + 1");

        InvalidOperationException refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => engine.Client.StartAsync(Inline.Flow, "x", cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("epoch", refused.Message, StringComparison.Ordinal);
        Assert.Equal("0", engine.Read("SELECT count(*) FROM instances"));
        engine.Change("UPDATE engine SET epoch = epoch - 1");
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("x", 0, 1)]
    [InlineData("x", 1, 65)]
    public void Options_OutOfTheirRange_AreRefused(string path, int activities, int turns)
        => _ = Assert.ThrowsAny<ArgumentException>(() => new SqliteDurableOptions { Path = path, MaxConcurrentActivities = activities, MaxConcurrentTurns = turns }.Validate());
}
