using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Hosting;

public sealed class DataFolderTests
{
    [Fact]
    public void Open_New_IsForItsOwnerAlone()
    {
        using TemporaryFolder parent = new();

        DataFolder folder = DataFolder.Open(parent.File("a/b"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Root));
    }

    [Fact]
    public void Open_NameOfAFile_IsRefused()
    {
        using TemporaryFolder parent = new();
        File.WriteAllText(parent.File("taken"), "");

        Assert.Equal("data.folder", Assert.Throws<UsageException>(() => DataFolder.Open(parent.File("taken"))).Code);
    }

    [Fact]
    public async Task Open_Named_GoesBeforeTheEnvironment()
    {
        using TemporaryFolder environment = new();
        using TemporaryFolder named = new();

        await MigratorProcess.RunAsync(environment.Path, "clouds", "list", "--data", named.Path);

        Assert.True(File.Exists(named.Data.OwnerLock));
        Assert.False(File.Exists(environment.Data.OwnerLock));
    }

    [Fact]
    public async Task Replace_ExistingFile_IsWholeOrNotAtAll()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("x.json");
        await DataFolder.ReplaceAsync(path, "first"u8.ToArray(), TestContext.Current.CancellationToken);

        await DataFolder.ReplaceAsync(path, "second"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal("second", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
