using System.Text.Json;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Logging;
using MigrationOrchestrator.Cli.Tests.Support;
using Spectre.Console.Testing;

namespace MigrationOrchestrator.Cli.Tests.Logging;

public sealed class LoggingTests
{
    [Fact]
    public void Log_Entry_IsOneLineOfJson()
    {
        using TemporaryFolder folder = new();
        using (JsonLinesProvider provider = new(new RollingFile(folder.File("log")), TimeProvider.System, Assert.Fail))
        {
            provider.CreateLogger("Some.Category").LogWarning(new InvalidOperationException("why\nso"), "Chunk {Chunk} of {Disk}", 3, "disk-0");
        }

        string line = Assert.Single(File.ReadAllLines(folder.File("log")));
        JsonElement entry = JsonDocument.Parse(line).RootElement;
        Assert.Equal("Warning", entry.GetProperty("level").GetString());
        Assert.Equal("Chunk 3 of disk-0", entry.GetProperty("message").GetString());
        Assert.Equal("3", entry.GetProperty("values").GetProperty("Chunk").GetString());
        Assert.Equal("why\nso", entry.GetProperty("exception").GetProperty("message").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("log")));
    }

    [Fact]
    public void Append_GrownLarge_RollsAndKeepsTheNewest()
    {
        using TemporaryFolder folder = new();
        using (RollingFile file = new(folder.File("log"), maxBytes: 100, kept: 2))
        {
            for (int number = 0; number < 40; number++)
            {
                file.Append(System.Text.Encoding.ASCII.GetBytes($"line {number:00} of some length"));
            }
        }

        string[] files = [.. Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(["log", "log.1", "log.2"], files);
        Assert.All(Directory.GetFiles(folder.Path), path => Assert.True(new FileInfo(path).Length <= 100));
        Assert.Contains("line 39", File.ReadAllText(folder.File("log")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("a folder")]
    [InlineData("no such folder")]
    public void Log_FileThatCannotBeWritten_IsDroppedAndSaidOnce(string place)
    {
        using TemporaryFolder folder = new();
        string path = place switch
        {
            "a folder" => folder.Path,
            "no such folder" => folder.File("missing/log"),
            _ => place,
        };
        Assert.SkipWhen(place == "/dev/full" && !File.Exists(place), "There is no /dev/full.");
        List<string> said = [];
        using (JsonLinesProvider provider = new(new RollingFile(path), TimeProvider.System, said.Add))
        {
            ILogger logger = provider.CreateLogger("x");
            logger.LogInformation("one");
            logger.LogInformation("two");
        }

        Assert.NotEmpty(Assert.Single(said));
    }

    [Fact]
    public void Log_FileThatCanBeWrittenAgain_HasTheLinesFromThere()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("log"));
        List<string> said = [];
        using (JsonLinesProvider provider = new(new RollingFile(folder.File("log")), TimeProvider.System, said.Add))
        {
            ILogger logger = provider.CreateLogger("x");
            logger.LogInformation("one");
            Directory.Delete(folder.File("log"));
            logger.LogInformation("two");
        }

        Assert.Single(said);
        Assert.Contains("two", Assert.Single(File.ReadAllLines(folder.File("log"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_LogsCannotBeWritten_StartsAndSaysSo()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();
        await File.WriteAllTextAsync(folder.Data.Logs, "in its place", TestContext.Current.CancellationToken);

        await using (await EmbeddedHost.StartAsync(folder.Data, MigratorConfiguration.Load(folder.Data), Listening.Private(), Ownership.TryTake(folder.Data)!, terminal.Terminal, TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(2, terminal.Error.Split("cannot be written").Length);
    }

    [Fact]
    public void Warning_Markup_IsShownAsText()
    {
        using TestConsole console = new();
        using WarningProvider provider = new(console);
        ILogger logger = provider.CreateLogger("x");

        logger.LogInformation("not shown");
        logger.LogWarning("an [odd] name");

        Assert.Contains("an [odd] name", console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not shown", console.Output, StringComparison.Ordinal);
    }
}
