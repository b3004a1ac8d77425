using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>The name under which an operator registered a cloud: 1 to 64 characters of <c>a-z A-Z 0-9 - _ .</c>, compared by case.</summary>
[JsonConverter(typeof(TextIdJsonConverter<CloudName>))]
public readonly record struct CloudName : ITextId<CloudName>
{
    private readonly string? value;

    private CloudName(string value) => this.value = value;

    /// <inheritdoc/>
    public string Value => value ?? "";

    /// <inheritdoc/>
    public static CloudName Parse(string text)
        => text.Length is >= 1 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? new CloudName(text)
            : throw new FormatException($"'{text}' is no cloud name: 1 to 64 characters of a-z A-Z 0-9 - _ . are allowed.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
