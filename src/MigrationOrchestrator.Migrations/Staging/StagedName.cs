using System.Text.Json.Serialization;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>
/// A staged object's name: <c>migration/object</c> with one or more segments after the migration's id. Segments have 1 to 200 characters of
/// <c>a-z A-Z 0-9 - _ . : @</c> and are not <c>.</c> or <c>..</c>, the whole name has at most 900 (a blob's name ends at 1,024), so that a name is safe as a path and as a blob name.
/// </summary>
[JsonConverter(typeof(TextIdJsonConverter<StagedName>))]
public readonly record struct StagedName : ITextId<StagedName>
{
    private const int MaxLength = 900;

    private readonly string? value;

    private StagedName(string value) => this.value = value;

    /// <inheritdoc/>
    public string Value => value ?? "";

    /// <summary>The migration that it belongs to: the first segment.</summary>
    public string Migration => Value[..Value.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Joins a migration and an object's segments.</summary>
    public static StagedName Of(string migration, params ReadOnlySpan<string> segments) => Parse(migration + "/" + string.Join('/', segments.ToArray()));

    /// <inheritdoc/>
    public static StagedName Parse(string text)
    {
        string[] segments = text.Split('/');
        return text.Length <= MaxLength && segments.Length >= 2 && segments.All(InstanceId.IsValid)
            ? new StagedName(text)
            : throw new FormatException($"'{text}' is no staged name: two or more segments of 1 to 200 characters a-z A-Z 0-9 - _ . : @ are allowed, 900 in all.");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
