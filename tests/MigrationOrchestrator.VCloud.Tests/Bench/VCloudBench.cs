using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud.Tests.Bench;

/// <summary>An emulated cloud, the provider as a host sets it up, and one machine that wants to come.</summary>
internal sealed class VCloudBench : IAsyncDisposable
{
    public const string Key = "mig-0001";
    public const string Password = "operator-password";
    public const string ApiToken = "api-token-of-the-operator";

    private readonly ServiceProvider services;

    private VCloudBench(VCloudEmulator emulator, Cloud cloud, TimeProvider clock)
    {
        Emulator = emulator;
        Cloud = cloud;
        Secrets.Saved["memory:password"] = Password;
        Secrets.Saved["memory:token"] = ApiToken;
        services = new ServiceCollection().AddSingleton(clock).AddSingleton<ISecretStore>(Secrets).AddVCloud().BuildServiceProvider();
        Provider = services.GetServices<ICloudProvider>().Single();
        Target = Provider.Target(cloud, null)!;
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public VCloudEmulator Emulator { get; }

    public Cloud Cloud { get; }

    public MemorySecrets Secrets { get; } = new();

    public ICloudProvider Provider { get; }

    public IMachineTarget Target { get; }

    public static VCloudEmulatorOptions Options { get; } = new()
    {
        TaskTime = TimeSpan.FromMilliseconds(20),
        Organisations = [EmulatedOrganisation.Default with { Users = [new EmulatedUser("operator", Password, ApiToken)] }],
    };

    public static TargetPlace Place { get; } = new(CloudName.Parse("target"))
    {
        Vdc = "vdc-1",
        Catalog = "templates",
        Network = "tenant-net",
    };

    public static async Task<VCloudBench> StartAsync(VCloudEmulatorOptions? options = null, IReadOnlyDictionary<string, string>? settings = null, TimeProvider? clock = null)
    {
        VCloudEmulator emulator = await VCloudEmulator.StartAsync(options ?? Options, Cancellation);
        return new VCloudBench(emulator, Registration(emulator.Endpoint, settings), clock ?? TimeProvider.System);
    }

    /// <summary>Another host that comes to the same cloud, as after a crash: nothing is remembered.</summary>
    public VCloudBench Restarted() => new(Emulator, Cloud, TimeProvider.System);

    public static Task<VCloudBench> StartAsync(params string[] versions) => StartAsync(Options with { Versions = versions });

    public static Cloud Registration(Uri endpoint, IReadOnlyDictionary<string, string>? settings = null)
    {
        Dictionary<string, string> all = new() { [VCloudSettingNames.Organisation] = "demo", [VCloudSettingNames.User] = "operator" };
        foreach ((string name, string value) in settings ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        bool token = all.GetValueOrDefault(VCloudSettingNames.Auth) == "token";
        return new Cloud(CloudName.Parse("target"), CloudKind.Parse("vcloud"), endpoint)
        {
            Settings = all,
            Secrets = new Dictionary<string, SecretRef> { [token ? VCloudSettingNames.Token : VCloudSettingNames.Password] = SecretRef.Parse(token ? "memory:token" : "memory:password") },
        };
    }

    public static Machine Machine(string name = "web-1", long diskBytes = 1024 * 1024)
        => new("id-1", name, MachineKind.Server, 1, 512, [new MachineDisk("disk-0", true, diskBytes)], [new MachineNic("net", null, [])], new GuestHints());

    public Task<TargetSurvey> SurveyAsync(TargetPlace? place = null, Machine? machine = null) => Target.SurveyAsync(place ?? Place, machine ?? Machine(), Cancellation);

    /// <summary>A request for a machine of one or several disks.</summary>
    public async Task<TinyDelivery> PrepareAsync(string name = "web-1", int disks = 1, int grains = 4)
    {
        TargetSurvey survey = await SurveyAsync(machine: Machine("unused-name"));
        Assert.DoesNotContain(survey.Findings, finding => finding.Severity == FindingSeverity.Error);
        return new TinyDelivery(this, survey.Place, name, [.. Enumerable.Range(0, disks).Select(index => TinyVmdk.Content(grains + index, index))]);
    }

    public Task RemoveAsync(TinyDelivery delivery, string kind = "vAppTemplate", string? id = null)
        => Target.RemoveAsync(new LedgerEntry(Cloud.Name, null, CloudSide.Target, kind, delivery.Request.Name, Key) { Id = id, Place = delivery.Request.Place.Ids }, Cancellation);

    /// <summary>Stops the host; the cloud goes on.</summary>
    public ValueTask StopHostAsync() => services.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}

/// <summary>Secrets in memory.</summary>
internal sealed class MemorySecrets : ISecretStore
{
    public Dictionary<string, string> Saved { get; } = [];

    public string Store => "memory";

    public Task<Secret?> FindAsync(SecretRef reference, CancellationToken cancellation)
        => Task.FromResult(Saved.TryGetValue(reference.Value, out string? text) ? new Secret(text) : null);

    public Task SaveAsync(SecretRef reference, Secret secret, CancellationToken cancellation) => throw new NotSupportedException();

    public Task RemoveAsync(SecretRef reference, CancellationToken cancellation) => throw new NotSupportedException();
}
