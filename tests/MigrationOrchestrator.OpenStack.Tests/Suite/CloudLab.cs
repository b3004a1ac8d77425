using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.OpenStack.Tests.Suite;

/// <summary>A cloud to test against, emulated or real, with one running server that the product itself delivered and deployed there.</summary>
public abstract class CloudLab : IAsyncLifetime
{
    private readonly MemorySecrets secrets = new();
    private readonly List<LedgerEntry> made = [];
    private ServiceProvider services = null!;

    public Cloud Cloud { get; private set; } = null!;

    public ICloudProvider Provider { get; private set; } = null!;

    public TestDisk Disk { get; } = TestDisk.Create();

    public string ServerName { get; } = $"suite-{Guid.NewGuid():N}";

    public string ServerId { get; private set; } = "";

    public string ImageId { get; private set; } = "";

    /// <summary>Why the lab cannot be used, or null.</summary>
    public virtual string? Missing => null;

    /// <summary>How long to wait between two polls.</summary>
    public abstract TimeSpan PollInterval { get; }

    /// <summary>How long to wait for anything at all.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromMinutes(4);

    protected abstract Task<Cloud> PrepareAsync(MemorySecrets secrets);

    public IMachineSource Source => Provider.Source(Cloud, null)!;

    public IMachineTarget Target => Provider.Target(Cloud, null)!;

    /// <summary>Says that something will be there, so that it is removed at the end whatever happens.</summary>
    public LedgerEntry Note(CloudSide side, string kind, string name, string key, string? id = null)
    {
        LedgerEntry entry = new(Cloud.Name, null, side, kind, name, key) { Id = id };
        made.Add(entry);
        return entry;
    }

    public string Password => secrets.Reveal("password");

    public void Keep(string path, string secret) => secrets.Put(path, secret);

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Cloud = await PrepareAsync(secrets);
        services = new ServiceCollection().AddSingleton<ISecretStore>(secrets).AddOpenStack(options => options.PageSize = 2).BuildServiceProvider();
        Provider = services.GetRequiredService<ICloudProvider>();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Delivery delivery = await DeliverAsync(ServerName, ServerName, cancellation);
        ImageId = delivery.ResourceId;
        Note(CloudSide.Target, "server", ServerName, ServerName);
        ServerId = (await DeployAsync(ServerName, delivery, powerOn: true, cancellation)).ResourceId;
    }

    public async Task<Delivery> DeliverAsync(string name, string key, CancellationToken cancellation)
    {
        Note(CloudSide.Target, "image", name, key);
        DeliveryRequest request = await RequestAsync(name, key, cancellation);
        Delivery begun = await Target.BeginDeliveryAsync(request, cancellation);
        Assert.Equal(DeliveryPhase.Uploading, begun.Phase);
        await using MemoryStream bytes = new(Disk.Bytes);
        Assert.Equal(Disk.Bytes.Length, await Target.UploadPieceAsync(request, new DeliveryPiece("disk-0.raw", 0, Disk.Bytes.Length, Disk.Bytes.Length), bytes, cancellation));
        return await UntilAsync(() => Target.PollDeliveryAsync(request, cancellation), now => now.Phase == DeliveryPhase.Ready);
    }

    public async Task<DeliveryRequest> RequestAsync(string name, string key, CancellationToken cancellation)
    {
        Machine machine = new("x", name, MachineKind.Server, 1, 64, [new MachineDisk("disk-0", true, Disk.Bytes.Length)], [], new GuestHints());
        TargetSurvey survey = await Target.SurveyAsync(new TargetPlace(Cloud.Name) { Network = "demo-net" }, machine, cancellation);
        return new DeliveryRequest(
            survey.Place, name, key,
            [new DeliveryFile("disk-0.raw", Disk.Bytes.Length, "raw", Disk.Bytes.Length, Boot: true) { Sha512 = Disk.Sha512, Properties = new Dictionary<string, string> { ["os_distro"] = "debian", ["os_version"] = "12" } }]);
    }

    public async Task<Deployment> DeployAsync(string name, Delivery delivery, bool powerOn, CancellationToken cancellation)
    {
        DeliveryRequest place = await RequestAsync(name, name, cancellation);
        DeploymentRequest request = new(place.Place, name, name, delivery.ResourceId, 1, 64, powerOn);
        Deployment begun = await Target.BeginDeploymentAsync(request, cancellation);
        Assert.Equal(begun.ResourceId, (await Target.BeginDeploymentAsync(request, cancellation)).ResourceId);
        return await UntilAsync(() => Target.PollDeploymentAsync(request with { ResourceId = begun.ResourceId }, cancellation), now => now.Done);
    }

    public async Task<T> UntilAsync<T>(Func<Task<T>> poll, Func<T, bool> done)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        for (; ; await Task.Delay(PollInterval, deadline.Token))
        {
            T now = await poll();
            if (done(now))
            {
                return now;
            }
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Missing is not null)
        {
            return;
        }

        foreach (LedgerEntry entry in Enumerable.Reverse(made))
        {
            await (entry.Side == CloudSide.Source ? Source.RemoveAsync(entry, CancellationToken.None) : Target.RemoveAsync(entry, CancellationToken.None));
        }

        await services.DisposeAsync();
    }
}
