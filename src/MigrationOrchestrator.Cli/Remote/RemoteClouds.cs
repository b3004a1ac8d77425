using System.Runtime.CompilerServices;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Web.Clouds;

namespace MigrationOrchestrator.Cli.Remote;

/// <summary>The operator's desk for clouds, in the process that owns the data folder. New secrets cross the loopback interface only.</summary>
internal sealed class RemoteClouds(OwnerConnection owner) : ICloudDesk
{
    public async Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation) => (await owner.GetAsync<IReadOnlyList<Cloud>>("api/clouds", cancellation))!;

    public Task<Cloud> RegisterAsync(Cloud cloud, IReadOnlyDictionary<string, Secret> secrets, CancellationToken cancellation)
        => owner.PostAsync<CloudRegistration, Cloud>(
            "api/clouds",
            new CloudRegistration(cloud.Name, cloud.Kind, cloud.Endpoint)
            {
                Settings = cloud.Settings,
                SecretReferences = cloud.Secrets,
                Secrets = secrets.ToDictionary(secret => secret.Key, secret => secret.Value.Reveal()),
            },
            cancellation);

    public async Task<bool> RemoveAsync(CloudName name, CancellationToken cancellation)
        => await owner.CommandAsync(HttpMethod.Delete, $"api/clouds/{name}", null, cancellation) == CommandResult.Accepted;

    public Task<CloudIdentity> TestAsync(CloudName name, string? region, CancellationToken cancellation)
        => owner.PostAsync<object?, CloudIdentity>($"api/clouds/{name}/test{Query(region)}", null, cancellation);

    public async IAsyncEnumerable<CloudItem> BrowseAsync(CloudName name, CloudItemKind kind, string? region, [EnumeratorCancellation] CancellationToken cancellation)
    {
        CloudItems items = (await owner.GetAsync<CloudItems>($"api/clouds/{name}/{kind}{Query(region)}", cancellation))!;
        foreach (CloudItem item in items.Items)
        {
            yield return item;
        }
    }

    private static string Query(string? region) => region is null ? "" : $"?region={Uri.EscapeDataString(region)}";
}
