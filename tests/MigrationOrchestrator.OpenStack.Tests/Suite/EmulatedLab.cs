using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.OpenStack.Tests.Suite;

public sealed class EmulatedLab : CloudLab
{
    public OpenStackEmulator Emulator { get; private set; } = null!;

    public override TimeSpan PollInterval => TimeSpan.FromMilliseconds(50);

    protected override async Task<Cloud> PrepareAsync(MemorySecrets secrets)
    {
        Emulator = await OpenStackEmulator.StartAsync(new OpenStackEmulatorOptions { Regions = ["RegionOne", "RegionTwo"] }, TestContext.Current.CancellationToken);
        return EmulatedClouds.Registration(Emulator, secrets);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Equal(0, Emulator.Resources["images"] + Emulator.Resources["snapshots"]);
        await Emulator.DisposeAsync();
    }
}

/// <summary>Registrations of emulated clouds.</summary>
public static class EmulatedClouds
{
    public static Cloud Registration(OpenStackEmulator emulator, MemorySecrets secrets) => new(CloudName.Parse("emulated"), CloudKind.Parse("openstack"), emulator.AuthUrl)
    {
        Settings = new Dictionary<string, string>
        {
            ["username"] = emulator.Options.User,
            ["user_domain_name"] = emulator.Options.Domain,
            ["project_name"] = emulator.Options.Project,
            ["project_domain_name"] = emulator.Options.Domain,
            ["region_name"] = emulator.Options.Regions[0],
        },
        Secrets = new Dictionary<string, SecretRef> { ["password"] = secrets.Put("password", emulator.Options.Password) },
    };
}
