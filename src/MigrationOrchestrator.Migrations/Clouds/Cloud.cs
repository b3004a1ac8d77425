using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>A registered cloud: where it is and as whom we come. It holds references to secrets, never the secrets.</summary>
/// <param name="Name">The operator's name for it.</param>
/// <param name="Kind">Which protocol it speaks.</param>
/// <param name="Endpoint">Where it is asked first: Keystone's URL for OpenStack, the API host for vCloud Director.</param>
public sealed record Cloud(CloudName Name, CloudKind Kind, Uri Endpoint)
{
    /// <summary>What the kind needs besides, by its own documented names (user, project, organisation, API version), none of it secret.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Which secrets it needs, by the kind's own names (password, token), as references.</summary>
    public IReadOnlyDictionary<string, SecretRef> Secrets { get; init; } = new Dictionary<string, SecretRef>();

    /// <summary>A setting, or null where it is missing or blank.</summary>
    public string? Setting(string name) => Settings.TryGetValue(name, out string? value) && !string.IsNullOrWhiteSpace(value) ? value : null;
}
