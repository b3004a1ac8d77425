using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>A batch file as its author wrote it, as JSON: bounded and well-formed, but not looked into yet. <see cref="BatchReader"/> does that.</summary>
public sealed record BatchFile
{
    private BatchFile(string json) => Json = json;

    /// <summary>The file as JSON; at most <see cref="BatchLimits.FileBytes"/> bytes of UTF-8.</summary>
    public string Json { get; }

    /// <summary>Takes a text that is JSON where it begins with a brace, and YAML otherwise.</summary>
    /// <exception cref="InvalidRequestException">It is too large or neither; the message names line and column.</exception>
    public static BatchFile Parse(string text) => text.AsSpan().TrimStart() is ['{', ..] ? FromJson(text) : FromYaml(text);

    /// <summary>Takes JSON.</summary>
    /// <exception cref="InvalidRequestException">It is too large or no JSON.</exception>
    public static BatchFile FromJson(string text)
    {
        CheckSize(text);
        try
        {
            CheckTexts(Encoding.UTF8.GetBytes(text));
            JsonNode? root = JsonNode.Parse(text, null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false, MaxDepth = 16 });
            return new BatchFile((root ?? new JsonObject()).ToJsonString());
        }
        catch (JsonException wrong)
        {
            throw Refused($"It is no JSON; reading stopped at line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}.");
        }
    }

    /// <summary>Takes YAML (1.2, its core schema).</summary>
    /// <exception cref="InvalidRequestException">It is too large or no YAML.</exception>
    public static BatchFile FromYaml(string text)
    {
        CheckSize(text);
        string json = YamlJson.Read(text).ToJsonString();
        CheckSize(json);
        return new BatchFile(json);
    }

    /// <summary>Refuses texts that are none: JSON can spell half a surrogate pair, which fails only where it is read.</summary>
    private static void CheckTexts(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 });
        while (reader.Read())
        {
            try
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                throw Refused($"The text at line {json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1} has half of a surrogate pair.");
            }
        }
    }

    private static void CheckSize(string text)
    {
        if (text.Length > BatchLimits.FileBytes || Encoding.UTF8.GetByteCount(text) > BatchLimits.FileBytes)
        {
            throw Refused($"It has more than {BatchLimits.FileBytes} bytes.");
        }
    }

    private static InvalidRequestException Refused(string message) => new([new InputProblem("body", message, "Give a batch file as JSON or YAML; the README shows one.")]);
}
