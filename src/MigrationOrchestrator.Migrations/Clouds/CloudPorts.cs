using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>Finds the cloud that a name stands for, and the provider that speaks its kind.</summary>
/// <param name="registry">The registered clouds.</param>
/// <param name="providers">The kinds that this host speaks.</param>
public sealed class CloudPorts(ICloudRegistry registry, IEnumerable<ICloudProvider> providers)
{
    private readonly Dictionary<CloudKind, ICloudProvider> byKind = providers.ToDictionary(provider => provider.Kind);

    /// <summary>The kinds that this host speaks.</summary>
    public IReadOnlyCollection<CloudKind> Kinds => byKind.Keys;

    /// <summary>A registered cloud.</summary>
    /// <exception cref="FailureException"><c>cloud.unknown</c>.</exception>
    public async Task<Cloud> GetAsync(CloudName name, CancellationToken cancellation)
        => await registry.FindAsync(name, cancellation) ?? throw new FailureException(new Failure("cloud.unknown", $"No cloud named '{name}' is registered.")
        {
            Remedy = "Register it first (migrator clouds add), or put it into clouds.yaml; 'migrator clouds list' shows what is known.",
        });

    /// <summary>The provider of a kind.</summary>
    /// <exception cref="FailureException"><c>cloud.unknown_kind</c>.</exception>
    public ICloudProvider Provider(CloudKind kind) => byKind.TryGetValue(kind, out ICloudProvider? provider)
        ? provider
        : throw new FailureException(new Failure("cloud.unknown_kind", $"This host does not speak clouds of the kind '{kind}'.")
        {
            Remedy = $"Use one of: {string.Join(", ", byKind.Keys.Select(known => known.Value).Order(StringComparer.Ordinal))}.",
        });

    /// <summary>A cloud as a place that machines leave.</summary>
    /// <exception cref="FailureException">It is unknown or cannot be one.</exception>
    public async Task<IMachineSource> SourceAsync(CloudName name, string? region, CancellationToken cancellation)
    {
        Cloud cloud = await GetAsync(name, cancellation);
        return Provider(cloud.Kind).Source(cloud, region) ?? throw new FailureException(new Failure("cloud.no_source", $"The cloud '{name}' ({cloud.Kind}) cannot be a source: machines cannot be read from it yet.")
        {
            Remedy = "Choose another source cloud.",
        });
    }

    /// <summary>A cloud as a place that machines reach.</summary>
    /// <exception cref="FailureException">It is unknown or cannot be one.</exception>
    public async Task<IMachineTarget> TargetAsync(CloudName name, string? region, CancellationToken cancellation)
    {
        Cloud cloud = await GetAsync(name, cancellation);
        return Provider(cloud.Kind).Target(cloud, region) ?? throw new FailureException(new Failure("cloud.no_target", $"The cloud '{name}' ({cloud.Kind}) cannot be a target: machines cannot be written to it yet.")
        {
            Remedy = "Choose another target cloud.",
        });
    }
}
