using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>What sort of cloud it is; each kind is spoken by one <see cref="ICloudProvider"/>.</summary>
[JsonConverter(typeof(TextIdJsonConverter<CloudKind>))]
public readonly record struct CloudKind : ITextId<CloudKind>
{
    private readonly string? value;

    private CloudKind(string value) => this.value = value;

    /// <inheritdoc/>
    public string Value => value ?? "";

    /// <inheritdoc/>
    public static CloudKind Parse(string text)
        => text.Length is >= 1 and <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            ? new CloudKind(text)
            : throw new FormatException($"'{text}' is no kind of cloud: lower-case letters and digits are allowed, such as openstack or vcloud.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
