using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Demo;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Cli.Tests.Support;

/// <summary>Two emulated clouds in the test's process, registered in a data folder as <c>north</c> and <c>vcd</c>.</summary>
internal sealed class TwoClouds : IAsyncDisposable
{
    private const long ChunkBytes = 1 << 20;

    private readonly TemporaryFolder folder;
    private readonly string image;

    private TwoClouds(DemoClouds clouds, TemporaryFolder folder, string image)
    {
        Clouds = clouds;
        this.folder = folder;
        this.image = image;
    }

    public DemoClouds Clouds { get; }

    /// <summary>The chunks that the source has served whole, by their place.</summary>
    public IReadOnlyList<long> ServedChunks => [.. Clouds.OpenStack.Journal.Entries.Where(entry => entry is { Method: "GET", Offset: not null, Aborted: false, BytesSent: ChunkBytes }).Select(entry => entry.Offset!.Value)];

    /// <summary>Lets the source send this many bytes a second; null for no bound.</summary>
    public void Limit(long? bytesPerSecond) => Clouds.OpenStack.Faults.BandwidthBytesPerSecond = bytesPerSecond;

    /// <summary>Waits until the source has served some chunks whole.</summary>
    public async Task UntilServedAsync(int chunks)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        while (ServedChunks.Count < chunks)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    public static async Task<TwoClouds> StartAsync(TemporaryFolder folder, int diskMiB)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        DemoClouds clouds = await DemoClouds.StartAsync(0, 0, cancellation);
        string disk = folder.File("source.raw");
        byte[] content = new byte[diskMiB << 20];
        new Random(11).NextBytes(content);
        await File.WriteAllBytesAsync(disk, content, cancellation);
        string image = await clouds.OpenStack.SeedImageAsync("demo-guest", disk, "raw", null, null, cancellation);
        clouds.OpenStack.SeedServer(new SeededServer(DemoClouds.ServerName, image));
        foreach ((Cloud cloud, string password) in clouds.Registrations("north", "vcd"))
        {
            using TestTerminal terminal = new(password);
            string[] settings = [.. cloud.Settings.SelectMany(setting => new[] { "--set", $"{setting.Key}={setting.Value}" })];
            int code = await terminal.RunAsync(["clouds", "add", cloud.Name.Value, "--kind", cloud.Kind.Value, "--endpoint", cloud.Endpoint.ToString(), .. settings, "--password-stdin", "--data", folder.Path]);
            Assert.True(code == ExitCode.Done, terminal.Error);
        }

        return new TwoClouds(clouds, folder, image);
    }

    /// <summary>Gives the source more servers with the same disk.</summary>
    public void AddServers(params IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            Clouds.OpenStack.SeedServer(new SeededServer(name, image));
        }
    }

    /// <summary>The guest's content as the source has it, and as the target's only template has it.</summary>
    public async Task<(string Source, string Delivered)> DigestsAsync()
    {
        string delivered = Assert.Single(Assert.Single(Clouds.VCloud.State.Templates).Disks).Path;
        return (await DigestAsync(folder.File("source.raw"), ImageFormat.Raw), await DigestAsync(delivered, ImageFormat.Vmdk));
    }

    public ValueTask DisposeAsync() => Clouds.DisposeAsync();

    private static async Task<string> DigestAsync(string path, ImageFormat format)
    {
        await using FileSource source = FileSource.Open(path);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, format, TestContext.Current.CancellationToken);
        return (await GuestDigest.ComputeAsync(disk, 2, null, TestContext.Current.CancellationToken)).ToString();
    }
}
