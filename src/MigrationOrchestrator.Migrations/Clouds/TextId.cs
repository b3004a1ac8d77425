using System.Text.Json;
using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>An id that is a checked text; written to JSON as that text.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface ITextId<TSelf>
    where TSelf : struct, ITextId<TSelf>
{
    /// <summary>The id's text.</summary>
    string Value { get; }

    /// <summary>Checks and wraps a text.</summary>
    /// <exception cref="FormatException">The text is no such id; the message says what is allowed.</exception>
    static abstract TSelf Parse(string text);
}

/// <summary>Reads and writes an <see cref="ITextId{TSelf}"/> as a JSON string, also as a property name.</summary>
/// <typeparam name="T">The id's type.</typeparam>
public sealed class TextIdJsonConverter<T> : JsonConverter<T>
    where T : struct, ITextId<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Checked(reader.GetString());

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Checked(reader.GetString());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);

    private static T Checked(string? text)
    {
        try
        {
            return T.Parse(text ?? "");
        }
        catch (FormatException wrong)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }
}
