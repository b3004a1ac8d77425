using MigrationOrchestrator.Cli.Secrets;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.Cli.Tests.Secrets;

public sealed class FileSecretStoreTests
{
    private const string Canary = "canary-secret-91ce";

    private static readonly SecretRef Reference = SecretRef.Parse("file:clouds/north/password");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_AfterReopening_ReturnsWhatWasSaved()
    {
        using TemporaryFolder folder = new();
        using (FileSecretStore store = new(folder.Data))
        {
            await store.SaveAsync(Reference, new Secret(Canary), Cancellation);
        }

        using FileSecretStore reopened = new(folder.Data);

        Assert.Equal(Canary, (await reopened.FindAsync(Reference, Cancellation))?.Reveal());
    }

    [Fact]
    public async Task Find_Unknown_ReturnsNull()
    {
        using TemporaryFolder folder = new();
        using FileSecretStore store = new(folder.Data);

        Assert.Null(await store.FindAsync(Reference, Cancellation));
    }

    [Fact]
    public async Task Save_Always_WritesOnlyForTheOwnerAndEncrypted()
    {
        using TemporaryFolder folder = new();
        using FileSecretStore store = new(folder.Data);

        await store.SaveAsync(Reference, new Secret(Canary), Cancellation);

        foreach (string file in Directory.EnumerateFiles(folder.Data.Secrets, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.DoesNotContain(Canary, await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Data.Secrets));
    }

    [Fact]
    public async Task Find_EntryMovedToAnotherName_IsUnreadable()
    {
        using TemporaryFolder folder = new();
        using FileSecretStore store = new(folder.Data);
        await store.SaveAsync(Reference, new Secret(Canary), Cancellation);
        string path = Path.Combine(folder.Data.Secrets, "secrets.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Cancellation)).Replace("clouds/north", "clouds/south", StringComparison.Ordinal), Cancellation);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.FindAsync(SecretRef.Parse("file:clouds/south/password"), Cancellation));

        Assert.Equal("secret.unreadable", failed.Failure.Code);
    }

    [Fact]
    public async Task Remove_Known_Forgets()
    {
        using TemporaryFolder folder = new();
        using FileSecretStore store = new(folder.Data);
        await store.SaveAsync(Reference, new Secret(Canary), Cancellation);

        await store.RemoveAsync(Reference, Cancellation);
        await store.RemoveAsync(Reference, Cancellation);

        Assert.Null(await store.FindAsync(Reference, Cancellation));
    }

    [Fact]
    public async Task Save_ManyAtATime_KeepsAll()
    {
        using TemporaryFolder folder = new();
        using FileSecretStore store = new(folder.Data);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => store.SaveAsync(SecretRef.Parse($"file:n{number}"), new Secret($"s{number}"), Cancellation)));

        for (int number = 0; number < 20; number++)
        {
            Assert.Equal($"s{number}", (await store.FindAsync(SecretRef.Parse($"file:n{number}"), Cancellation))?.Reveal());
        }
    }

    [Fact]
    public async Task Environment_Variable_IsReadOnly()
    {
        EnvironmentSecretStore store = new();
        string name = $"MIGRATOR_TEST_{Guid.NewGuid():n}";
        Environment.SetEnvironmentVariable(name, Canary);

        Assert.Equal(Canary, (await store.FindAsync(SecretRef.Parse($"env:{name}"), Cancellation))?.Reveal());
        Assert.Null(await store.FindAsync(SecretRef.Parse($"env:{name}X"), Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(() => store.SaveAsync(SecretRef.Parse($"env:{name}"), new Secret("x"), Cancellation));
    }
}
