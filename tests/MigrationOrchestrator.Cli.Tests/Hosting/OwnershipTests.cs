using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Hosting;

public sealed class OwnershipTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void TryTake_WhileHeld_ReturnsNull()
    {
        using TemporaryFolder folder = new();
        using (Ownership? first = Ownership.TryTake(folder.Data))
        {
            Assert.NotNull(first);
            Assert.Null(Ownership.TryTake(folder.Data));
        }

        using Ownership? again = Ownership.TryTake(folder.Data);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Announce_Always_IsForTheFoldersOwnerAlone()
    {
        using TemporaryFolder folder = new();
        using Ownership ownership = Ownership.TryTake(folder.Data)!;

        await ownership.AnnounceAsync(new Uri("http://127.0.0.1:1234"), "a-key", isService: true, Cancellation);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Data.Owner));
        OwnerFile? owner = await Ownership.FindOwnerAsync(folder.Data, Cancellation);
        Assert.Equal(new OwnerFile(new Uri("http://127.0.0.1:1234"), "a-key", Environment.ProcessId) { IsService = true }, owner);
    }

    [Fact]
    public async Task TryTake_OwnerWasKilled_RemovesItsAddress()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Data.Owner, """{"url":"http://127.0.0.1:1","key":"k","processId":1}""", Cancellation);

        using Ownership? ownership = Ownership.TryTake(folder.Data);

        Assert.NotNull(ownership);
        Assert.Null(await Ownership.FindOwnerAsync(folder.Data, Cancellation));
    }

    [Theory]
    [InlineData("""{"url":"http://203.0.113.9:80","key":"k","processId":1}""")]
    [InlineData("""{"url":"elsewhere","key":"k","processId":1}""")]
    [InlineData("not json")]
    public async Task FindOwner_FileThatIsNotOurs_IsRefused(string json)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Data.Owner, json, Cancellation);

        UsageException refused = await Assert.ThrowsAsync<UsageException>(() => Ownership.FindOwnerAsync(folder.Data, Cancellation));

        Assert.Equal("data.owner_file", refused.Code);
    }
}
