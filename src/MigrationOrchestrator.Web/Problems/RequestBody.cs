using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Web.Json;

namespace MigrationOrchestrator.Web.Problems;

/// <summary>Reads JSON bodies: bounded, of the right media type, and strictly.</summary>
public static partial class RequestBody
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private const string SeeDocument = "/openapi/v1.json describes what is allowed.";

    /// <summary>Reads the body as a value.</summary>
    /// <exception cref="BodyException">It is too large or not said to be JSON.</exception>
    /// <exception cref="InvalidRequestException">It is not of the value's shape.</exception>
    internal static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
        {
            throw new BodyException(StatusCodes.Status415UnsupportedMediaType, "body.media_type", $"The body's Content-Type is '{request.ContentType}'.", "Send application/json.");
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            int length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, cancellation);
            return length <= MaxBytes ? Parse<T>(buffer.AsSpan(0, length)) : throw TooLarge();
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
        finally
        {
            // Bodies can hold secrets (a cloud's registration); nothing of them stays in the pool.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static BodyException TooLarge()
        => new(StatusCodes.Status413PayloadTooLarge, "body.too_large", $"The body has more than {MaxBytes} bytes.", "A request fits into a fraction of that; check what is sent.");

    private static T Parse<T>(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, WebJson.Strict) ?? throw new InvalidRequestException([new("body", "The body is null.", SeeDocument)]);
        }
        catch (JsonException wrong)
        {
            throw new InvalidRequestException(Explain(wrong));
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

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    private static string ParentOf(string field) => field.LastIndexOf('.') is > 0 and var dot ? field[..dot] : "";

    [GeneratedRegex(@"missing required properties including: (.+)\.")]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedNames();

    [GeneratedRegex("JSON property '([^']{1,64})' could not be mapped")]
    private static partial Regex UnknownMember();
}

/// <summary>A body is refused before it is looked at.</summary>
internal sealed class BodyException(int status, string code, string message, string remedy) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string Remedy { get; } = remedy;
}
