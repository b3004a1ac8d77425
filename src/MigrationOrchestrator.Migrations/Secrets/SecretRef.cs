using System.Text.Json.Serialization;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Secrets;

/// <summary>Names a secret; it is what configurations, inputs and histories hold instead of the secret. 1 to 300 characters, <c>store:path</c>.</summary>
[JsonConverter(typeof(TextIdJsonConverter<SecretRef>))]
public readonly record struct SecretRef : ITextId<SecretRef>
{
    private readonly string? value;

    private SecretRef(string value) => this.value = value;

    /// <inheritdoc/>
    public string Value => value ?? "";

    /// <summary>Which store keeps it: the part before the colon.</summary>
    public string Store => Value[..Value.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>Its path in that store: the part after the colon.</summary>
    public string Path => Value[(Value.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <inheritdoc/>
    public static SecretRef Parse(string text)
        => text.Length <= 300 && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < text.Length - 1
            ? new SecretRef(text)
            : throw new FormatException("A secret reference has the form store:path.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
