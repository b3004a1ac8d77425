using System.Text.Json;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>
/// Values as they cross to the Durable Functions host: JSON of our own dialect, checked for its size, in the form that every serialiser passes on
/// unchanged. The worker's serialiser may then be configured in any way without changing what histories hold.
/// </summary>
internal static class Payload
{
    /// <summary>A value for the host.</summary>
    /// <exception cref="FailureException">Its JSON is larger than <paramref name="limit"/>; the message names <paramref name="field"/>.</exception>
    public static JsonElement Of<T>(T value, string field, int limit = DurableJson.MaxPayloadBytes) => Parse(PayloadLimit.Serialize(value, field, limit));

    /// <summary>JSON that was serialised already.</summary>
    public static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    /// <summary>A value from the host; the type's default where it gave none.</summary>
    public static T Read<T>(JsonElement? json) => (json is { ValueKind: not JsonValueKind.Undefined } found ? found.Deserialize<T>(DurableJson.Options) : default)!;

    /// <summary>A payload's JSON text.</summary>
    public static string Text(JsonElement? json) => json is { ValueKind: not JsonValueKind.Undefined } found ? found.GetRawText() : "null";
}
