using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Removal;
using MigrationOrchestrator.VCloud.Sessions;
using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud;

/// <summary>Speaks to vCloud Director, API 5.1 to 39. Machines reach it; leaving it is not built.</summary>
internal sealed class VCloudProvider(VCloudConnections connections, TimeProvider clock) : ICloudProvider
{
    public CloudKind Kind { get; } = CloudKind.Parse(VCloudFailures.Provider);

    public IReadOnlyList<InputProblem> Check(Cloud cloud) => RegistrationCheck.Check(cloud);

    /// <exception cref="FailureException">It could not.</exception>
    public async Task<CloudIdentity> AuthenticateAsync(Cloud cloud, string? region, CancellationToken cancellation)
    {
        VCloudConnection connection = connections.For(cloud);
        string organisation = (await new OrgDirectory(connection).FindOrgAsync(cancellation)).Name;
        Session session = await connection.Sessions.GetAsync(cancellation);
        return new CloudIdentity(connection.Settings.User ?? "API token", organisation, null, session.Version.ToString());
    }

    /// <exception cref="FailureException">It could not, or <c>cloud.not_supported</c>.</exception>
    public IAsyncEnumerable<CloudItem> ListAsync(Cloud cloud, CloudItemKind kind, string? region, CancellationToken cancellation)
        => new OrgListing(connections.For(cloud)).ListAsync(kind, cancellation);

    public IMachineSource? Source(Cloud cloud, string? region) => null;

    public IMachineTarget? Target(Cloud cloud, string? region) => new VCloudTarget(connections.For(cloud), clock);

    public ILeftovers Leftovers(Cloud cloud) => new VCloudLeftovers(connections.For(cloud));
}
