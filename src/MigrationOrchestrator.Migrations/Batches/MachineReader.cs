using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Migrations.Requests;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>Reads one machine of a batch file over the file's defaults.</summary>
/// <param name="defaults">What holds where the machine says nothing: <c>source</c>, <c>target</c>, <c>options</c>.</param>
/// <param name="place">Where the machine is in the file, for errors.</param>
/// <param name="index">Its number, from 0.</param>
internal sealed class MachineReader(JsonObject? defaults, string place, int index)
{
    /// <summary>Reads it.</summary>
    /// <param name="node">A machine's name alone, or an object.</param>
    /// <exception cref="InvalidRequestException">It cannot be used.</exception>
    public BatchEntry Read(JsonNode? node)
    {
        Layout layout = node switch
        {
            JsonObject => StrictJson.Parse<Layout>(Utf8(node), place),
            JsonValue name when name.GetValueKind() == JsonValueKind.String => new Layout { Machine = name.GetValue<string>() },
            _ => throw Refused(place, "It is neither a name nor an object.", "Give a machine's name, or an object with 'machine'. Names of digits alone want quotes in YAML."),
        };

        JsonObject own = new() { ["source"] = Copy(layout.Source), ["target"] = Copy(layout.Target), ["options"] = Copy(layout.Options) };
        if (layout.Machine is { } machine)
        {
            JsonObject source = own["source"] as JsonObject ?? [];
            source["machine"] = machine;
            own["source"] = source;
        }

        MigrationRequest asked = Parse(own);
        return new BatchEntry(KeyOf(layout, asked), WaveOf(layout), layout.After, asked);
    }

    private MigrationRequest Parse(JsonObject own)
    {
        IReadOnlyList<InputProblem> problems;
        try
        {
            MigrationRequest request = StrictJson.Parse<MigrationRequest>(Utf8(Merge(defaults, own)));
            problems = RequestCheck.Check(request);
            if (problems.Count == 0)
            {
                return request;
            }
        }
        catch (InvalidRequestException wrong)
        {
            problems = wrong.Problems;
        }

        throw new InvalidRequestException([.. problems.Select(problem => problem with { Field = $"{(IsOfDefaults(problem.Field, own) ? "defaults" : place)}.{problem.Field}" })]);
    }

    /// <summary>Whether a value is in the defaults and nothing of the machine's own goes before it.</summary>
    private bool IsOfDefaults(string field, JsonObject own)
    {
        JsonNode? under = defaults;
        JsonNode? over = own;
        foreach (string name in field.Split('.').Select(part => part.Split('[')[0]))
        {
            // Within a list or a text there are no names: it is the defaults' as a whole or not at all.
            if (under is not JsonObject)
            {
                break;
            }

            under = under[name];
            over = (over as JsonObject)?[name];
            if (under is null || (over is not null and not JsonObject))
            {
                return false;
            }
        }

        return over is null;
    }

    /// <summary>One object over another: members that both have are merged where they are objects, else the upper one's count.</summary>
    private static JsonObject Merge(JsonObject? under, JsonObject over)
    {
        JsonObject merged = under?.DeepClone().AsObject() ?? [];
        foreach ((string name, JsonNode? value) in over)
        {
            if (value is JsonObject inner)
            {
                merged[name] = Merge(merged[name] as JsonObject, inner);
            }
            else if (value is not null)
            {
                merged[name] = value.DeepClone();
            }
        }

        return merged;
    }

    private static JsonNode? Copy(JsonObject? part) => part?.DeepClone();

    private static byte[] Utf8(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node);

    private static InvalidRequestException Refused(string field, string message, string remedy) => new([new InputProblem(field, message, remedy)]);

    /// <summary>The key that the file gives, else the machine's name where it can be one, else its number.</summary>
    private string KeyOf(Layout layout, MigrationRequest request)
    {
        if (layout.Id is { } id && !BatchLimits.IsKey(id))
        {
            throw Refused($"{place}.id", $"'{id}' is no id of a machine.", $"Give 1 to {BatchLimits.KeyLength} characters of a-z A-Z 0-9 - _ .");
        }

        return layout.Id ?? (BatchLimits.IsKey(request.Source.Machine) ? request.Source.Machine : $"machine-{index + 1}");
    }

    /// <summary>The wave that the file gives, or 0 for the one of what it waits for.</summary>
    private int WaveOf(Layout layout) => layout.Wave switch
    {
        null => 0,
        >= 1 and <= BatchLimits.Waves and var wave => wave,
        var wave => throw Refused($"{place}.wave", $"{wave} is out of range.", $"Give a number from 1 to {BatchLimits.Waves}."),
    };

    /// <summary>A machine as the file has it.</summary>
    private sealed record Layout
    {
        public string? Id { get; init; }

        public string? Machine { get; init; }

        public int? Wave { get; init; }

        public IReadOnlyList<string> After { get; init; } = [];

        public JsonObject? Source { get; init; }

        public JsonObject? Target { get; init; }

        public JsonObject? Options { get; init; }
    }
}
