using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Emulators.Journals;
using MigrationOrchestrator.Emulators.OpenStack;

namespace MigrationOrchestrator.Emulators.Tests.OpenStack;

/// <summary>Hundreds of machines cost an emulator little.</summary>
public sealed class ManyServersTests : IDisposable
{
    private const int Servers = 200;
    private const int ImageBytes = 8 << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("many-servers-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_OfOneImage_ShareItsBytesAndKeepThemWhenItChanges()
    {
        string path = Path.Combine(folder.FullName, "image.raw");
        await File.WriteAllBytesAsync(path, new byte[ImageBytes], Cancellation);
        await using OpenStackEmulator emulator = await OpenStackEmulator.StartAsync(new OpenStackEmulatorOptions { Folder = Path.Combine(folder.FullName, "cloud") }, Cancellation);
        string image = await emulator.SeedImageAsync("golden", path, "raw", null, null, Cancellation);

        string[] ids = [.. Enumerable.Range(0, Servers).Select(number => emulator.SeedServer(new SeededServer($"server-{number:000}", image)))];
        emulator.CorruptImage(image, 5);

        // The image as it is now, and the one that all disks share.
        Assert.InRange(await UsedBytesAsync(Path.Combine(folder.FullName, "cloud")), ImageBytes, 3 * ImageBytes);
        Assert.Equal(1, (await File.ReadAllBytesAsync(emulator.ImageFile(image), Cancellation))[5]);
        Assert.All(Directory.GetFiles(Path.Combine(folder.FullName, "cloud", "RegionOne", "disks")), disk => Assert.Equal(0, File.ReadAllBytes(disk)[5]));
        using RawClient client = await RawClient.LoginAsync(emulator);
        HttpResponseMessage list = await client.SendAsync("GET", "/RegionOne/compute/v2.1/servers/detail");
        JsonArray listed = JsonNode.Parse(await list.Content.ReadAsStringAsync(Cancellation))!["servers"]!.AsArray();
        Assert.Equal(ids.Order(), listed.Select(server => (string)server!["id"]!).Order());
    }

    [Fact]
    public void Journal_Full_ForgetsTheOldest()
    {
        RequestJournal journal = new(capacity: 3);
        foreach (int _ in Enumerable.Range(0, 5))
        {
            journal.Add(new JournalEntry(0, DateTimeOffset.UnixEpoch, 1, "GET", "/", 200));
        }

        Assert.Equal([3, 4, 5], journal.Entries.Select(entry => entry.Number));
    }

    /// <summary>The room that a folder takes; shared bytes count once.</summary>
    private static async Task<long> UsedBytesAsync(string path)
    {
        using Process du = Process.Start(new ProcessStartInfo("du", ["-sk", path]) { RedirectStandardOutput = true })!;
        string said = await du.StandardOutput.ReadToEndAsync(Cancellation);
        return long.Parse(said.Split('\t')[0], CultureInfo.InvariantCulture) << 10;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
