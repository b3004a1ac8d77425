using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Requests;

/// <summary>
/// Reads what users write: unknown, missing and doubled members are errors, so that a typing mistake is not a silent default, and every error names
/// its field.
/// </summary>
public static partial class StrictJson
{
    private const string SeeDocument = "/openapi/v1.json describes what is allowed.";

    /// <summary>The options: the dialect of <see cref="DurableJson"/>, strictly.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Reads a value.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="field">The path of the value within what the user gave, for errors; empty for the whole.</param>
    /// <exception cref="InvalidRequestException">It is not of the value's shape.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, string field = "")
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new InvalidRequestException([new(field.Length == 0 ? "body" : field, "It is null.", SeeDocument)]);
        }
        catch (JsonException wrong)
        {
            throw new InvalidRequestException([.. Explain(wrong).Select(problem => problem with { Field = Join(field, problem.Field) })]);
        }
    }

    private static List<InputProblem> Explain(JsonException wrong)
    {
        string field = wrong.Path is { Length: > 2 } path ? path[2..] : "";
        if (MissingMembers().Match(wrong.Message) is { Success: true } missing)
        {
            return [.. QuotedNames().Matches(missing.Groups[1].Value).Select(name => new InputProblem(Join(field, name.Groups[1].Value), "It is missing.", "Give it."))];
        }

        if (UnknownMember().Match(wrong.Message) is { Success: true } unknown)
        {
            return [new(Join(ParentOf(field), unknown.Groups[1].Value), "There is no such member.", "Check its spelling: " + SeeDocument)];
        }

        if (wrong.InnerException is FormatException malformed)
        {
            return [new(field, malformed.Message, "Give a value of that form.")];
        }

        return wrong.Path is null or "$" && wrong.LineNumber is { } line
            ? [new("body", $"It is no JSON of the expected shape; reading stopped at line {line + 1}, byte {wrong.BytePositionInLine + 1}.", SeeDocument)]
            : [new(field, "Its value cannot be used here.", SeeDocument)];
    }

    private static string Join(string parent, string name) => parent.Length == 0 || name.Length == 0 ? parent + name : name[0] == '[' ? parent + name : $"{parent}.{name}";

    private static string ParentOf(string field) => field.LastIndexOf('.') is > 0 and var dot ? field[..dot] : "";

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(DurableJson.Options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            MaxDepth = 16,

            // Generated metadata would give the init-only members that a body leaves out their type's default instead of their own.
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }

    [GeneratedRegex(@"missing required properties including: (.+)\.")]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedNames();

    [GeneratedRegex("JSON property '([^']{1,64})' could not be mapped")]
    private static partial Regex UnknownMember();
}
