namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>Speaks one kind of cloud. A new cloud is one implementation of this and one line in each host.</summary>
public interface ICloudProvider
{
    /// <summary>The kind it speaks.</summary>
    CloudKind Kind { get; }

    /// <summary>Checks a registration without asking the cloud: settings that are missing, unknown or malformed.</summary>
    /// <returns>What is wrong, each naming its setting; empty where all is well.</returns>
    IReadOnlyList<InputProblem> Check(Cloud cloud);

    /// <summary>Authenticates and says as whom.</summary>
    /// <exception cref="Durable.FailureException">It could not.</exception>
    Task<CloudIdentity> AuthenticateAsync(Cloud cloud, string? region, CancellationToken cancellation);

    /// <summary>Lists what an operator can choose from.</summary>
    /// <param name="cloud">Which cloud.</param>
    /// <param name="kind">What to list.</param>
    /// <param name="region">In which region; null for the registration's own or the only one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Durable.FailureException">It could not, or the cloud has no such things.</exception>
    IAsyncEnumerable<CloudItem> ListAsync(Cloud cloud, CloudItemKind kind, string? region, CancellationToken cancellation);

    /// <summary>The cloud as a place that machines leave, or null where this kind cannot be one.</summary>
    IMachineSource? Source(Cloud cloud, string? region);

    /// <summary>The cloud as a place that machines reach, or null where this kind cannot be one.</summary>
    IMachineTarget? Target(Cloud cloud, string? region);

    /// <summary>The cloud as a place where migrations left something behind, or null where that cannot be found out.</summary>
    ILeftovers? Leftovers(Cloud cloud) => null;
}

/// <summary>As whom we are let in. Holds no token.</summary>
/// <param name="User">The user's name, or the credential's.</param>
/// <param name="Scope">The project (tenant) or organisation.</param>
/// <param name="Region">The region in use, or null where the cloud has none.</param>
/// <param name="ApiVersion">The protocol version in use.</param>
public sealed record CloudIdentity(string User, string Scope, string? Region, string ApiVersion);

/// <summary>What can be listed in a cloud; not every kind has every one.</summary>
public enum CloudItemKind
{
    /// <summary>Regions.</summary>
    Regions,

    /// <summary>Machines (instances; vApps' VMs).</summary>
    Servers,

    /// <summary>Images.</summary>
    Images,

    /// <summary>Networks.</summary>
    Networks,

    /// <summary>Sizes of machines.</summary>
    Flavors,

    /// <summary>Virtual data centres.</summary>
    Vdcs,

    /// <summary>Catalogues.</summary>
    Catalogs,

    /// <summary>vApp templates.</summary>
    Templates,

    /// <summary>Storage profiles.</summary>
    StorageProfiles,
}

/// <summary>One thing that an operator can choose.</summary>
/// <param name="Id">The cloud's id.</param>
/// <param name="Name">The cloud's name for it.</param>
/// <param name="Details">A few facts worth a column: status, size, visibility.</param>
public sealed record CloudItem(string Id, string Name, IReadOnlyDictionary<string, string> Details);
