using System.Text.Json;
using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Durable;

/// <summary>
/// The id of one orchestration instance: 1 to 200 characters of <c>a-z A-Z 0-9 - _ . : @</c>, compared by case, but neither <c>.</c> nor <c>..</c>.
/// The set is what every host accepts in URLs, keys and file names; folders are named by ids, and those two name others than their own.
/// </summary>
[JsonConverter(typeof(InstanceIdJsonConverter))]
public readonly record struct InstanceId
{
    private readonly string? value;

    /// <summary>Checks and wraps an id.</summary>
    /// <param name="value">The id's text.</param>
    /// <exception cref="ArgumentException">It is empty, too long or has another character.</exception>
    public InstanceId(string value)
    {
        this.value = IsValid(value) ? value : throw new ArgumentException($"'{value}' is no instance id: 1 to 200 characters of a-z A-Z 0-9 - _ . : @ are allowed, but not . or .. alone.", nameof(value));
    }

    /// <summary>The id's text.</summary>
    public string Value => value ?? throw new InvalidOperationException("The instance id was never set.");

    /// <summary>A fresh id: sortable by time, 32 hexadecimal digits.</summary>
    public static InstanceId New() => new(Guid.CreateVersion7().ToString("n"));

    /// <summary>Whether a text can be an instance id.</summary>
    /// <param name="text">Any text, null included.</param>
    public static bool IsValid(string? text) => text is { Length: >= 1 and <= 200 } and not "." and not ".." && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_.:@".Contains(c, StringComparison.Ordinal));

    /// <summary>The id of a child whose name within its parent is <paramref name="part"/>.</summary>
    /// <param name="part">A name that is unique among the parent's children.</param>
    public InstanceId Child(string part) => new($"{Value}:{part}");

    /// <summary>Whether it is an instance or one below it.</summary>
    /// <param name="family">The instance.</param>
    public bool IsWithin(InstanceId family) => this == family || Value.StartsWith(family.Value + ":", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => value ?? "";
}

/// <summary>Reads and writes an <see cref="InstanceId"/> as a JSON string.</summary>
public sealed class InstanceIdJsonConverter : JsonConverter<InstanceId>
{
    /// <inheritdoc/>
    public override InstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => InstanceId.IsValid(reader.GetString()) ? new InstanceId(reader.GetString()!) : throw new JsonException("An instance id has 1 to 200 characters of a-z A-Z 0-9 - _ . : @ and is neither . nor ...");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, InstanceId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
