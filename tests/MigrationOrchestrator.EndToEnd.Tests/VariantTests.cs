using System.Text.Json;
using MigrationOrchestrator.Emulators.Journals;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.EndToEnd.Tests.Harness;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>The ways in which one machine can move; each delivers exactly what the source holds and leaves nothing else.</summary>
public sealed class VariantTests
{
    [Fact]
    public async Task Migration_OfAServerWithAVolume_DeliversBothDisksInOrder()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync(hasVolumes: true);
        (SeededDisk boot, SeededDisk data) = await clouds.SeedServerWithVolumeAsync("web", 16, 24);

        await RunAsync(clouds, "web");

        await clouds.AssertDeliveredAsync(boot, data);
        clouds.AssertNothingLeft(templates: 1);
    }

    [Fact]
    public async Task Migration_FromASourceWithoutRanges_ReadsEachByteOnce()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync(GlanceRanges.Refused);
        SeededDisk disk = await clouds.SeedServerAsync("web", 16);

        await RunAsync(clouds, "web", "--chunk-mib", "2");

        await clouds.AssertDeliveredAsync(disk);
        clouds.AssertNothingLeft(templates: 1);
        JournalEntry download = Assert.Single(clouds.OpenStack.Journal.Entries, entry => entry.Path.EndsWith("/file", StringComparison.Ordinal) && entry is { Status: 200, BytesSent: > 1 << 20 });
        Assert.Equal(new FileInfo(disk.Qcow2).Length, download.BytesSent);
    }

    [Fact]
    public async Task Migration_WithPowerOn_LeavesARunningVApp()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        SeededDisk disk = await clouds.SeedServerAsync("web", 8);

        await RunAsync(clouds, "web", "--name", "web-moved", "--power-on");

        EmulatedVAppState made = Assert.Single(clouds.VCloud.State.VApps);
        Assert.Equal(("web-moved", 4), (made.Name, made.Status));
        await clouds.AssertDeliveredAsync(disk);
        clouds.AssertNothingLeft(templates: 1, vApps: 1);
    }

    [Fact]
    public async Task Migration_WithDeployAlone_LeavesAVAppThatIsOff()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        SeededDisk disk = await clouds.SeedServerAsync("web", 8);

        await RunAsync(clouds, "web", "--deploy");

        Assert.Equal(8, Assert.Single(clouds.VCloud.State.VApps).Status);
        await clouds.AssertDeliveredAsync(disk);
        clouds.AssertNothingLeft(templates: 1, vApps: 1);
    }

    [Fact]
    public async Task Migration_OfAnImage_TakesNoSnapshotAndLeavesTheImage()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        SeededDisk disk = await SeededDisk.WriteAsync(clouds.Folder, "golden", 8);
        string image = await clouds.SeedImageAsync("golden", disk.Qcow2);

        await RunAsync(clouds, image, "--image");

        await clouds.AssertDeliveredAsync(disk);
        clouds.AssertNothingLeft(templates: 1);
        Assert.Empty(Changes(clouds.OpenStack.Journal));
    }

    [Fact]
    public async Task Plan_OfAServer_ChangesNothing()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 8);

        Ended ended = await clouds.Migrator.RunAsync("plan", "--from", TwoClouds.Source, "--machine", "web", "--to", TwoClouds.Target, "--catalog", "templates", "--json");

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Equal("web", JsonDocument.Parse(ended.Output).RootElement.GetProperty("machine").GetProperty("name").GetString());
        AssertUnchanged(clouds);
    }

    [Fact]
    public async Task Migration_ThatNeedsApproval_WaitsAndGoesOnOnceApproved()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        SeededDisk disk = await clouds.SeedServerAsync("web", 8);

        await clouds.Migrator.ServeAsync(async http =>
        {
            MigrationApi api = new(http);
            await api.StartAsync("approved", "web", new { requireApproval = true });
            await api.UntilAsync("approved", view => MigrationApi.State(view) == "waitingforapproval");
            AssertUnchanged(clouds);

            await api.CommandAsync("approved", "events/approve", new { approved = true, by = "ada" });

            Assert.Equal("done", MigrationApi.State(await api.EndAsync("approved")));
        });
        await clouds.AssertDeliveredAsync(disk);
        clouds.AssertNothingLeft(templates: 1);
    }

    [Fact]
    public async Task Migration_ThatIsNotApproved_StopsAndHasChangedNothing()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 8);

        await clouds.Migrator.ServeAsync(async http =>
        {
            MigrationApi api = new(http);
            await api.StartAsync("refused", "web", new { requireApproval = true });
            await api.UntilAsync("refused", view => MigrationApi.State(view) == "waitingforapproval");

            await api.CommandAsync("refused", "events/approve", new { approved = false, by = "ada" });

            Assert.Equal("stopped", MigrationApi.State(await api.EndAsync("refused")));
        });
        AssertUnchanged(clouds);
    }

    [Fact]
    public async Task Migration_CancelledWhileItUploads_LeavesNothing()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 32);
        clouds.VCloud.Faults.BandwidthBytesPerSecond = 1 << 20;

        await clouds.Migrator.ServeAsync(async http =>
        {
            MigrationApi api = new(http);
            await api.StartAsync("cancelled", "web", new { });
            await api.UntilAsync("cancelled", _ => clouds.VCloud.State.Uploads.Any(upload => upload.ReceivedBytes > 0));

            await api.CommandAsync("cancelled", "cancel");
            clouds.VCloud.Faults.Clear();

            Assert.Equal("cancelled", MigrationApi.State(await api.EndAsync("cancelled")));
        });
        clouds.AssertNothingLeft(templates: 0);
    }

    private static async Task RunAsync(TwoClouds clouds, string machine, params string[] options)
    {
        Ended ended = await clouds.Migrator.RunAsync(["run", "--id", "variant", "--from", TwoClouds.Source, "--machine", machine, "--to", TwoClouds.Target, "--catalog", "templates", .. options, "--json"]);
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    private static void AssertUnchanged(TwoClouds clouds)
    {
        clouds.AssertNothingLeft(templates: 0);
        Assert.Empty(Changes(clouds.OpenStack.Journal));
        Assert.Empty(Changes(clouds.VCloud.Journal));
    }

    /// <summary>What a cloud was asked to change; signing in and out changes nothing.</summary>
    private static IEnumerable<string> Changes(RequestJournal journal) => journal.Entries
        .Where(entry => entry.Method != "GET" && !entry.Path.Contains("/tokens", StringComparison.Ordinal) && !entry.Path.Contains("session", StringComparison.OrdinalIgnoreCase))
        .Select(entry => $"{entry.Method} {entry.Path}");
}
