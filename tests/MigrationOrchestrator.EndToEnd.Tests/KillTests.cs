using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Emulators.Journals;
using MigrationOrchestrator.EndToEnd.Tests.Harness;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Directories;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>One migration is killed again and again; it must end as if nothing had happened.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string Id = "killed";
    private const int ChunkMiB = 2;
    private const int Kills = 20;

    private static readonly StagedName Staged = StagedName.Of(Id, "disk-0", "source");

    [Fact]
    public async Task Migration_KilledTwentyTimes_DeliversOnceAndReadsNoStagedByteAgain()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        string raw = await clouds.SeedServerAsync("web", 96);
        clouds.OpenStack.Faults.BandwidthBytesPerSecond = 5 << 20;
        clouds.VCloud.Faults.BandwidthBytesPerSecond = 5 << 20;
        int seed = Environment.TickCount;
        Random dice = new(seed);
        output.WriteLine($"Moments are drawn with the seed {seed}.");

        int kills = 0;
        HashSet<long> committed = [];
        while (kills < Kills)
        {
            int before = clouds.OpenStack.Journal.Entries.Count;
            string[] command = await ExistsAsync(clouds) ? ["run", "--resume", Id] : ["run", "--id", Id, "--from", TwoClouds.Source, "--machine", "web", "--to", TwoClouds.Target, "--catalog", "templates", "--chunk-mib", $"{ChunkMiB}"];
            bool killed = await clouds.Migrator.KillAfterAsync(ended => WorksAsync(clouds, ended), TimeSpan.FromMilliseconds(dice.Next(2_500)), [.. command, "--json"]);
            AssertNotReadAgain(clouds.OpenStack.Journal.Entries.Skip(before), committed);
            await CollectCommittedAsync(clouds, committed);
            if (!killed)
            {
                break;
            }

            kills++;
        }

        output.WriteLine($"Killed {kills} times; {committed.Count} chunks were staged by then.");
        int last = clouds.OpenStack.Journal.Entries.Count;
        clouds.OpenStack.Faults.Clear();
        clouds.VCloud.Faults.Clear();
        Ended ended = await clouds.Migrator.RunAsync("run", "--resume", Id, "--json");
        AssertNotReadAgain(clouds.OpenStack.Journal.Entries.Skip(last), committed);

        Assert.True(ended.ExitCode == 0, ended.ToString());
        clouds.AssertNothingLeft(templates: 1);
        Assert.Equal(await TwoClouds.DigestAsync(raw, ImageFormat.Raw), await clouds.DeliveredDigestAsync());
        Assert.True(kills >= 10 && committed.Count > 0, $"{kills} kills, {committed.Count} chunks staged by then: the moments were badly drawn.");
    }

    /// <summary>Completes when one of the clouds has been asked anything anew.</summary>
    private static async Task WorksAsync(TwoClouds clouds, CancellationToken ended)
    {
        int Asked() => clouds.OpenStack.Journal.Entries.Count + clouds.VCloud.Journal.Entries.Count;
        int before = Asked();
        while (Asked() == before)
        {
            await Task.Delay(50, ended);
        }
    }

    private static async Task<bool> ExistsAsync(TwoClouds clouds) => (await clouds.Migrator.RunAsync("status", Id, "--json")).ExitCode == 0;

    /// <summary>The program is dead: what its staging holds now must never be read from the source again.</summary>
    private static async Task CollectCommittedAsync(TwoClouds clouds, HashSet<long> committed)
    {
        if (!Directory.Exists(clouds.StagingFolder))
        {
            return;
        }

        await using ServiceProvider services = new ServiceCollection().AddDirectoryStaging(new DirectoryStagingOptions { Folder = clouds.StagingFolder }).BuildServiceProvider();
        IStagingStore staging = services.GetRequiredService<IStagingStore>();
        if (await staging.FindLengthAsync(Staged, CancellationToken.None) is { } length)
        {
            committed.UnionWith(Enumerable.Range(0, (int)(length / (ChunkMiB << 20)) + 1).Select(index => (long)index * (ChunkMiB << 20)));
            return;
        }

        for (int index = 0; index < 200; index++)
        {
            if (await staging.FindBlockAsync(Staged, index, CancellationToken.None) is { } block)
            {
                committed.Add(block.Offset);
            }
        }
    }

    private static void AssertNotReadAgain(IEnumerable<JournalEntry> entries, HashSet<long> committed)
    {
        // A probe asks for the first byte alone; it is no reading of the chunk.
        JournalEntry[] again = [.. entries.Where(entry => entry.Path.EndsWith("/file", StringComparison.Ordinal) && entry.BytesSent > 1 && entry.Offset is { } offset && committed.Contains(offset))];
        Assert.True(again.Length == 0, $"Read again: {string.Join(", ", again.Select(entry => $"{entry.Offset} ({entry.BytesSent} bytes)"))}");
    }
}
