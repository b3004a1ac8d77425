using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Images;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Processes;

/// <summary><c>migrator convert --resume</c>, killed again and again.</summary>
public sealed class KilledConversionTests
{
    private const int DiskMebibytes = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("vmdk", "vmdk")]
    [InlineData("qcow2", "qcow2")]
    public async Task Convert_KilledAtSeveralPieces_GoesOnAndEndsWithTheSameDisk(string target, string qemuFormat)
    {
        using TemporaryFolder folder = new();
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), DiskMebibytes);
        string[] arguments = ["convert", "--to", target, "--level", "small", "--resume", folder.File("disk.raw"), folder.File("out")];
        int reached = 0;
        for (int kill = 0; kill < 3; kill++)
        {
            using MigratorProcess running = MigratorProcess.Start(folder.Path, arguments);
            reached = await NextCheckpointAsync(folder.File("out.partial.checkpoint"), reached);
            await running.SignalAsync("KILL");
            await running.EndAsync();
            Assert.False(File.Exists(folder.File("out")), "half a disk has the whole one's name");
        }

        MigratorResult result = await MigratorProcess.RunAsync(folder.Path, arguments);

        Assert.Equal(ExitCode.Done, result.Code);
        await TestDisks.QemuImgAsync("check", "-f", qemuFormat, folder.File("out"));
        await TestDisks.QemuImgAsync("compare", "-f", "raw", "-F", qemuFormat, folder.File("disk.raw"), folder.File("out"));
        Assert.Equal(["disk.raw", "out"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Convert_ResumedWithAnotherInput_IsRefused()
    {
        using TemporaryFolder folder = new();
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), DiskMebibytes);
        string[] arguments = ["convert", "--level", "small", "--resume", folder.File("disk.raw"), folder.File("out")];
        using (MigratorProcess running = MigratorProcess.Start(folder.Path, arguments))
        {
            await NextCheckpointAsync(folder.File("out.partial.checkpoint"), 0);
            await running.SignalAsync("KILL");
            await running.EndAsync();
        }

        File.SetLastWriteTimeUtc(folder.File("disk.raw"), DateTime.UnixEpoch);
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.WrongInput, await terminal.RunAsync(arguments));

        Assert.Contains("usage.resume", terminal.Error, StringComparison.Ordinal);
    }

    /// <summary>Waits for a checkpoint beyond the last one, looking as often as it can: what follows it must not be done before the kill.</summary>
    private static async Task<int> NextCheckpointAsync(string path, int after)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (File.Exists(path))
            {
                using JsonDocument kept = JsonDocument.Parse(await File.ReadAllBytesAsync(path, patience.Token));
                int piece = kept.RootElement.GetProperty("checkpoint").GetProperty("nextPieceIndex").GetInt32();
                if (piece > after)
                {
                    return piece;
                }
            }

            await Task.Yield();
        }
    }
}
