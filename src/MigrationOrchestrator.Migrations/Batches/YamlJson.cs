using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>YAML as JSON: the core schema's scalars (YAML 1.2.2, section 10.3.2), text keys, aliases expanded within a bound.</summary>
internal static class YamlJson
{
    /// <summary>What a file may expand to, so that aliases of aliases do not grow without end.</summary>
    private const int MaxNodes = 100_000;

    private const int MaxDepth = 16;

    /// <summary>The levels of events in a file of that depth: its stream and its document are levels too.</summary>
    private const int MaxNesting = MaxDepth + 2;

    /// <exception cref="InvalidRequestException">It is no YAML, holds no mapping, or expands too far.</exception>
    public static JsonObject Read(string text)
    {
        YamlEvents events = new(text, MaxNesting);
        try
        {
            YamlStream yaml = new();
            yaml.Load(events);
            int left = MaxNodes;
            return yaml.Documents is [var document] && ToJson(document.RootNode, MaxDepth, ref left) is JsonObject root
                ? root
                : throw Refused("It is not one YAML document with a mapping at its top.");
        }
        catch (TooDeepException deep)
        {
            throw TooFar(deep.Start.Line);
        }
        catch (YamlException wrong)
        {
            // What is wrong can begin far above what shows it, such as a mapping that a tab ends.
            string stopped = events.Place.Line > wrong.Start.Line ? $" Reading stopped at line {events.Place.Line}." : "";
            throw Refused($"Line {wrong.Start.Line}, column {wrong.Start.Column} is no YAML.{stopped}");
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException)
        {
            // The scanner throws these for some malformed texts; they know no place, but it knows how far it came.
            throw Refused($"It is no YAML at or before line {events.Place.Line}, column {events.Place.Column}.");
        }
    }

    private static JsonNode? ToJson(YamlNode node, int depth, ref int left)
    {
        if (depth == 0 || --left < 0)
        {
            throw TooFar(node.Start.Line);
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                JsonObject members = [];
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    members[(key as YamlScalarNode)?.Value ?? throw Refused($"The key at line {key.Start.Line}, column {key.Start.Column} is no text.")] = ToJson(value, depth - 1, ref left);
                }

                return members;
            case YamlSequenceNode sequence:
                JsonArray items = [];
                foreach (YamlNode item in sequence.Children)
                {
                    items.Add(ToJson(item, depth - 1, ref left));
                }

                return items;
            case YamlScalarNode scalar:
                return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value ?? "") : JsonValue.Create(scalar.Value);
            default:
                throw Refused($"Line {node.Start.Line} holds something that is no mapping, list or value.");
        }
    }

    private static JsonValue? Plain(string text)
    {
        if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            return null;
        }

        if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
        {
            return JsonValue.Create(text[0] is 't' or 'T');
        }

        return IsWhole(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? JsonValue.Create(number) : JsonValue.Create(text);
    }

    /// <summary>Whether a text is a whole number that is written as one: 007 is a name.</summary>
    private static bool IsWhole(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0');
    }

    private static InvalidRequestException TooFar(long line)
        => Refused($"It is deeper than {MaxDepth} levels, or its aliases expand to more than {MaxNodes} values; line {line}.");

    private static InvalidRequestException Refused(string message) => new([new InputProblem("body", message, "Mend it there; the README shows a batch file.")]);
}
