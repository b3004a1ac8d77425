using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>The operator's desk for clouds, over the registry, the secret stores and the providers.</summary>
internal sealed class CloudDesk(ICloudRegistry registry, CloudPorts clouds, SecretStores secrets, MigrationHostOptions options) : ICloudDesk
{
    public Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation) => registry.ListAsync(cancellation);

    public async Task<Cloud> RegisterAsync(Cloud cloud, IReadOnlyDictionary<string, Secret> newSecrets, CancellationToken cancellation)
    {
        Dictionary<string, SecretRef> references = new(cloud.Secrets);
        foreach (string name in newSecrets.Keys)
        {
            references[name] = SecretRef.Parse($"{options.SecretStore}:clouds/{cloud.Name}/{name}");
        }

        Cloud registered = cloud with { Secrets = references };
        if (Check(registered) is { Count: > 0 } problems)
        {
            throw new InvalidRequestException(problems);
        }

        foreach ((string name, Secret secret) in newSecrets)
        {
            await secrets.For(references[name]).SaveAsync(references[name], secret, cancellation);
        }

        await registry.SaveAsync(registered, cancellation);
        return registered;
    }

    public async Task<bool> RemoveAsync(CloudName name, CancellationToken cancellation)
    {
        Cloud? cloud = await registry.FindAsync(name, cancellation);
        if (cloud is null || !await registry.RemoveAsync(name, cancellation))
        {
            return false;
        }

        foreach (SecretRef reference in cloud.Secrets.Values.Where(reference => reference.Store == options.SecretStore && reference.Path.StartsWith($"clouds/{name}/", StringComparison.Ordinal)))
        {
            await secrets.For(reference).RemoveAsync(reference, cancellation);
        }

        return true;
    }

    public async Task<CloudIdentity> TestAsync(CloudName name, string? region, CancellationToken cancellation)
    {
        Cloud cloud = await clouds.GetAsync(name, cancellation);
        return await clouds.Provider(cloud.Kind).AuthenticateAsync(cloud, region, cancellation);
    }

    public async IAsyncEnumerable<CloudItem> BrowseAsync(CloudName name, CloudItemKind kind, string? region, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        Cloud cloud = await clouds.GetAsync(name, cancellation);
        await foreach (CloudItem item in clouds.Provider(cloud.Kind).ListAsync(cloud, kind, region, cancellation))
        {
            yield return item;
        }
    }

    private IReadOnlyList<InputProblem> Check(Cloud cloud)
    {
        if (cloud.Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" })
        {
            // It may hold a password, which must not come back in an answer.
            return [new InputProblem("endpoint", "It is no http or https URL without credentials.", "Give the cloud's address, such as https://keystone.example.org:5000/v3.")];
        }

        try
        {
            return clouds.Provider(cloud.Kind).Check(cloud);
        }
        catch (FailureException unknown)
        {
            return [new InputProblem("kind", unknown.Message, unknown.Failure.Remedy ?? "")];
        }
    }
}
