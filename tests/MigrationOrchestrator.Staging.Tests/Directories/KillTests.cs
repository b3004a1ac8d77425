using System.Diagnostics;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.Staging.Tests.Conformance;

namespace MigrationOrchestrator.Staging.Tests.Directories;

/// <summary>Real processes, really killed.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Staging_KilledAgainAndAgain_StagesNoRecordedBlockTwiceAndCommitsTheWhole()
    {
        HashSet<string> staged = [];
        bool isCommitted = false;
        for (int after = 3; !isCommitted; after += 4)
        {
            using Process stager = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Host, KilledStager.Word, place.File("staging")]) { RedirectStandardOutput = true })!;
            for (int lines = 0; lines < after && await stager.StandardOutput.ReadLineAsync(Token) is { } line; lines++)
            {
                isCommitted = line == "committed";
                Assert.True(isCommitted || staged.Add(line), $"block {line} was staged and recorded before");
            }

            stager.Kill();
            while (await stager.StandardOutput.ReadLineAsync(Token) is { } line)
            {
                isCommitted = line == "committed";
                Assert.True(isCommitted || staged.Add(line), $"block {line} was staged and recorded before");
            }

            await stager.WaitForExitAsync(Token);
        }

        DirectoryStagingStore store = new(new DirectoryStagingOptions { Folder = place.File("staging") });
        Assert.Equal(KilledStager.Whole, await store.ReadAllAsync(KilledStager.Name, Token));
        Assert.Equal(Bytes.Sha256(KilledStager.Whole.AsSpan(0, KilledStager.BlockLength)), (await store.FindBlockAsync(KilledStager.Name, 0, Token))?.Sha256);
    }

    // The tests may run as a program of their own or inside "dotnet".
    private static string[] Host => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(KillTests).Assembly.Location] : [];

    public void Dispose() => place.Dispose();
}
