using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.Web.Clouds;

/// <summary>The body of <c>POST /api/clouds</c>.</summary>
/// <param name="Name">The operator's name for the cloud.</param>
/// <param name="Kind">Which protocol it speaks.</param>
/// <param name="Endpoint">Where it is asked first.</param>
public sealed record CloudRegistration(CloudName Name, CloudKind Kind, Uri Endpoint)
{
    /// <summary>What the kind needs besides, none of it secret.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>New secrets as text, by the kind's own names; they go to the secret store and are never answered.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>References to secrets that exist already, by the kind's own names.</summary>
    public IReadOnlyDictionary<string, SecretRef> SecretReferences { get; init; } = new Dictionary<string, SecretRef>();
}

/// <summary>What an operator can choose from in a cloud.</summary>
/// <param name="Items">The things, in the cloud's order.</param>
/// <param name="Truncated">Whether there were more than are listed.</param>
public sealed record CloudItems(IReadOnlyList<CloudItem> Items, bool Truncated);
