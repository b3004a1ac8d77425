using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.OpenStack.Tests.Suite;

namespace MigrationOrchestrator.OpenStack.Tests.Faults;

/// <summary>An emulated cloud of one test's own, with one image and one running server, and the provider that talks to it.</summary>
public sealed class FaultyCloud : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly string file;

    private FaultyCloud(OpenStackEmulator emulator, ServiceProvider services, Cloud cloud, TestDisk disk, string file)
        => (Emulator, this.services, Cloud, Disk, this.file) = (emulator, services, cloud, disk, file);

    public OpenStackEmulator Emulator { get; }

    public Cloud Cloud { get; set; }

    public TestDisk Disk { get; }

    public string ImageId { get; private set; } = "";

    public string ServerId { get; private set; } = "";

    public ICloudProvider Provider => services.GetRequiredService<ICloudProvider>();

    public IMachineSource Source => Provider.Source(Cloud, null)!;

    public IMachineTarget Target => Provider.Target(Cloud, null)!;

    public SnapshotDisk Image => new("disk-0", ImageId, true, false);

    public MachineRef Server => new(Cloud.Name, ServerId);

    public static async Task<FaultyCloud> StartAsync(OpenStackEmulatorOptions? options = null, Action<OpenStackOptions>? client = null, IReadOnlyDictionary<string, string>? properties = null)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        OpenStackEmulator emulator = await OpenStackEmulator.StartAsync(options ?? new OpenStackEmulatorOptions(), cancellation);
        MemorySecrets secrets = new();
        ServiceProvider services = new ServiceCollection().AddSingleton<ISecretStore>(secrets)
            .AddOpenStack(choices =>
            {
                choices.RetryDelay = TimeSpan.FromMilliseconds(1);
                client?.Invoke(choices);
            })
            .BuildServiceProvider();
        TestDisk disk = TestDisk.Create();
        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, disk.Bytes, cancellation);
        FaultyCloud made = new(emulator, services, EmulatedClouds.Registration(emulator, secrets), disk, file);
        made.ImageId = await emulator.SeedImageAsync("seed", file, "raw", properties, null, cancellation);
        made.ServerId = emulator.SeedServer(new SeededServer("machine", made.ImageId));
        return made;
    }

    public void Fault(string path, FaultEffect effect, int? nth = 1) => Emulator.Faults.Add(new FaultRule(path, effect) { Nth = nth });

    public int Asked(string method, string ending) => Emulator.Journal.Entries.Count(entry => entry.Method == method && entry.Path.EndsWith(ending, StringComparison.Ordinal));

    public async Task<byte[]> ReadImageAsync(long offset = 0, long? length = null)
    {
        await using Stream bytes = await Source.OpenDiskAsync(Image, offset, length, TestContext.Current.CancellationToken);
        using MemoryStream read = new();
        await bytes.CopyToAsync(read, TestContext.Current.CancellationToken);
        return read.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Emulator.DisposeAsync();
        File.Delete(file);
    }
}
