using System.Text.Json;
using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Durable;

/// <summary>The one JSON dialect of inputs, outputs, events and histories: web names, enums as text, nulls left out.</summary>
public static class DurableJson
{
    /// <summary>The largest input, output or event payload, in bytes of UTF-8 (32 KiB).</summary>
    public const int MaxPayloadBytes = 32 * 1024;

    /// <summary>The largest custom status, in bytes of UTF-8 (16 KiB, Durable Functions' limit).</summary>
    public const int MaxCustomStatusBytes = 16 * 1024;

    /// <summary>The options that every host uses.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Serialises a value.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">The text is of another shape.</exception>
    public static T? Deserialize<T>(string json) => JsonSerializer.Deserialize<T>(json, Options);

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            AllowOutOfOrderMetadataProperties = true,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
