using System.Globalization;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Journals;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.EndToEnd.Tests.Harness;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>
/// One migration is killed (SIGKILL) again and again, spread over its stages; it must end as if nothing had happened. Slow clouds hold the stages open. Moments are
/// drawn with a seed that is printed; MIGRATOR_TEST_SEED draws them again.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const long Slow = 4 << 20;
    private const int LargestReadBytes = 64 << 10;

    private static readonly FaultEffect Hesitates = new() { LatencyMilliseconds = 1500 };

    [Fact]
    public async Task Migration_KilledTwentyTimes_DeliversOnceAndReadsNoStagedByteAgain()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        SeededDisk disk = await clouds.SeedServerAsync("web", 96);

        KilledMigration killed = await KillAsync(clouds, new Kills(Anything: 1, Download: 6, Convert: 4, Upload: 5, Register: 2, CleanUp: 2));

        Assert.Equal(20, killed.Hits.Count);
        Assert.True(killed.StagedChunks > 0, "Nothing was staged when it was killed.");
        await AssertArrivedOnceAsync(clouds, disk);
    }

    [Fact]
    public async Task MigrationOfTwoDisks_Killed_DeliversBothAndReadsNoStagedByteAgain()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync(hasVolumes: true);
        (SeededDisk boot, SeededDisk data) = await clouds.SeedServerWithVolumeAsync("web", 64, 96);

        KilledMigration killed = await KillAsync(clouds, new Kills(Anything: 1, Download: 2, Convert: 1, Upload: 1, Register: 0, CleanUp: 1));

        Assert.Equal(6, killed.Hits.Count);
        await AssertArrivedOnceAsync(clouds, boot, data);
    }

    [Fact]
    public async Task MigrationFromASourceWithoutRanges_Killed_DeliversOnce()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync(GlanceRanges.Refused);
        SeededDisk disk = await clouds.SeedServerAsync("web", 96);

        // Such a source begins at its first byte again: what is staged is compared with it, not staged again.
        KilledMigration killed = await KillAsync(clouds, new Kills(Anything: 0, Download: 3, Convert: 1, Upload: 1, Register: 1, CleanUp: 0), isRanged: false);

        Assert.Equal(6, killed.Hits.Count);
        await AssertArrivedOnceAsync(clouds, disk);
    }

    [Fact]
    public async Task Migration_KilledOverAndOver_DeliversOnce()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MIGRATOR_TEST_ALL") == "1", "Long: MIGRATOR_TEST_ALL=1 (infra/local/test --all) runs it.");
        for (int round = 0; round < 4; round++)
        {
            await using TwoClouds clouds = await TwoClouds.StartAsync(hasVolumes: true);
            (SeededDisk boot, SeededDisk data) = await clouds.SeedServerWithVolumeAsync("web", 64, 96);

            KilledMigration killed = await KillAsync(clouds, new Kills(Anything: 4, Download: 6, Convert: 4, Upload: 6, Register: 2, CleanUp: 3));

            Assert.Equal(25, killed.Hits.Count);
            await AssertArrivedOnceAsync(clouds, boot, data);
        }
    }

    private async Task<KilledMigration> KillAsync(TwoClouds clouds, Kills kills, bool isRanged = true)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("MIGRATOR_TEST_SEED"), CultureInfo.InvariantCulture, out int told) ? told : Environment.TickCount;
        output.WriteLine($"Moments are drawn with the seed {seed}.");
        KilledMigration killed = new(clouds, new Random(seed)) { IsRanged = isRanged };
        clouds.Migrator.Environment["MIGRATOR_CONVERSION__CPUS"] = "1";

        clouds.OpenStack.Faults.BandwidthBytesPerSecond = Slow;
        await killed.KillAnywhereAsync(TimeSpan.FromSeconds(3), kills.Anything);
        await killed.KillInAsync(Stage.Download, TimeSpan.FromSeconds(0.8), kills.Download);
        clouds.OpenStack.Faults.Clear();
        clouds.VCloud.Faults.BandwidthBytesPerSecond = Slow;

        // The stage that nothing slows: the moments are early, or it would be over.
        await killed.KillInAsync(Stage.Convert, TimeSpan.FromSeconds(0.15), kills.Convert);
        await killed.KillInAsync(Stage.Upload, TimeSpan.FromSeconds(0.8), kills.Upload);
        clouds.VCloud.Faults.Replace([new FaultRule("/api/vAppTemplate/*", Hesitates) { Method = "GET" }]);
        clouds.VCloud.Faults.BandwidthBytesPerSecond = null;
        await killed.KillInAsync(Stage.Register, TimeSpan.FromSeconds(0.5), kills.Register);
        clouds.VCloud.Faults.Clear();
        clouds.OpenStack.Faults.Add(new FaultRule("/*/image/v2/images/*", new FaultEffect { LatencyMilliseconds = 5000 }) { Method = "DELETE" });
        await killed.KillInAsync(Stage.CleanUp, TimeSpan.FromSeconds(0.5), kills.CleanUp);
        clouds.OpenStack.Faults.Clear();
        await killed.FinishAsync();

        output.WriteLine($"Killed in: {string.Join(", ", killed.Hits.CountBy(stage => stage).Select(hit => $"{hit.Key} {hit.Value}"))}; {killed.StagedChunks} chunks were staged meanwhile.");
        Assert.All(kills.Planned.Where(planned => planned.Times > 0), planned => Assert.True(killed.Hits.Count(hit => hit == planned.Stage) >= (planned.Times + 1) / 2, $"It was hardly killed in {planned.Stage}."));
        return killed;
    }

    private static async Task AssertArrivedOnceAsync(TwoClouds clouds, params SeededDisk[] disks)
    {
        clouds.AssertNothingLeft(templates: 1);
        await clouds.AssertDeliveredAsync(disks);

        // What the target had taken of a piece when its sender died is never sent again; it loses at most what it was reading.
        foreach (string path in clouds.VCloud.State.Templates.Single().Disks.Select(disk => disk.Path))
        {
            JournalEntry[] pieces = [.. clouds.VCloud.Journal.Entries.Where(entry => entry.Method == "PUT" && entry.Path.EndsWith("/" + Path.GetFileName(path), StringComparison.Ordinal))];
            long twice = pieces.Sum(piece => piece.BytesReceived) - new FileInfo(path).Length;
            Assert.InRange(twice, 0, (long)pieces.Count(piece => piece.Aborted) * LargestReadBytes);
        }
    }

    /// <summary>How often a migration is killed in which stage.</summary>
    private sealed record Kills(int Anything, int Download, int Convert, int Upload, int Register, int CleanUp)
    {
        public IEnumerable<(Stage Stage, int Times)> Planned => [(Stage.Download, Download), (Stage.Convert, Convert), (Stage.Upload, Upload), (Stage.Register, Register), (Stage.CleanUp, CleanUp)];
    }
}
