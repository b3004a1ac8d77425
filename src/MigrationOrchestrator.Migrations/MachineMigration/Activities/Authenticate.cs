using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Authenticates with a cloud, so that wrong credentials are found before anything is created.</summary>
/// <param name="clouds">The clouds.</param>
public sealed class Authenticate(CloudPorts clouds) : StepActivity<AuthenticateInput, CloudIdentity>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<AuthenticateInput, StepResult<CloudIdentity>> Name { get; } = new(nameof(Authenticate));

    /// <inheritdoc/>
    protected override async Task<(CloudIdentity Value, long Bytes)> DoAsync(ActivityContext context, AuthenticateInput input, CancellationToken cancellation)
    {
        Cloud cloud = await clouds.GetAsync(input.Cloud, cancellation);
        return (await clouds.Provider(cloud.Kind).AuthenticateAsync(cloud, input.Region, cancellation), 0);
    }
}
