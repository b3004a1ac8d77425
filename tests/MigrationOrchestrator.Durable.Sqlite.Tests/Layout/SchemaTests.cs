using System.Runtime.CompilerServices;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Layout;

/// <summary>Files of older and newer layouts. <c>v1.sql</c> is a file of the first layout with an instance that waits for an event, as SQLite's dump wrote it.</summary>
public sealed class SchemaTests
{
    private const string Next = "ALTER TABLE instances ADD COLUMN note TEXT NOT NULL DEFAULT 'none'; CREATE TABLE labels (instance INTEGER NOT NULL, label TEXT NOT NULL) STRICT;";

    private static readonly InstanceId Kept = new("kept");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IReadOnlyList<string> Newer => [.. Schema.Migrations, Next];

    [Fact]
    public async Task File_OfTheFirstLayout_GoesOnWithThisBuild()
    {
        await using TestEngine engine = FirstLayout();
        _ = await engine.StartAsync();
        _ = await engine.Client.RaiseEventAsync(Kept, "go", "two", Cancellation);

        Assert.Equal("onetwo", (await engine.EndAsync(Kept)).ReadOutput<string>());
        Assert.Equal($"{Schema.Migrations.Count}", engine.Read("PRAGMA user_version"));
    }

    [Fact]
    public async Task File_OfTheFirstLayout_IsBroughtForwardStepByStep()
    {
        await using TestEngine engine = FirstLayout();
        Prepare(engine, Newer);
        Prepare(engine, Newer);

        Assert.Equal($"{Newer.Count}", engine.Read("PRAGMA user_version"));
        Assert.Equal("none", engine.Read($"SELECT note FROM instances WHERE id = '{Kept}'"));
        Assert.Equal("0", engine.Read("SELECT count(*) FROM labels"));
        Assert.Equal("ok", engine.Read("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task File_OfANewerLayout_IsRefusedAndLeftAlone()
    {
        await using TestEngine engine = FirstLayout();
        Prepare(engine, Newer);

        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(engine.StartAsync);

        Assert.Contains($"schema version {Newer.Count}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer build", refused.Message, StringComparison.Ordinal);
        Assert.Equal("none", engine.Read($"SELECT note FROM instances WHERE id = '{Kept}'"));
    }

    [Fact]
    public async Task Step_ThatFails_LeavesTheFileAsItWas()
    {
        await using TestEngine engine = FirstLayout();
        Prepare(engine, Schema.Migrations);

        _ = Assert.Throws<StorageException>(() => Prepare(engine, [.. Schema.Migrations, "CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE nonsense;"]));

        Assert.Equal($"{Schema.Migrations.Count}", engine.Read("PRAGMA user_version"));
        Assert.Equal("0", engine.Read("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"));
        _ = await engine.StartAsync();
        Assert.NotNull(await engine.Client.FindAsync(Kept, cancellation: Cancellation));
    }

    private static TestEngine FirstLayout([CallerFilePath] string here = "")
    {
        TestEngine engine = new()
        {
            Registry = Inline.Registry(async (context, _) => await context.CallActivityAsync(Inline.Echo, "one") + await context.WaitForExternalEventAsync<string>("go")),
        };
        engine.Change(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "v1.sql")));
        return engine;
    }

    private static void Prepare(TestEngine engine, IReadOnlyList<string> migrations)
    {
        using Database database = Database.Open(engine.Options.Path, isReadOnly: false);
        Schema.Prepare(database, engine.Options.Path, migrations);
    }
}
