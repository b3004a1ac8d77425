using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>
/// Finds the sentence in an error's body: Keystone's <c>{"error":{"message"}}</c>, Nova's <c>{"badRequest":{"message"}}</c>,
/// Neutron's <c>{"NeutronError":{"message"}}</c>, Glance's page, which is HTML or plain text, or <c>{"message"}</c> with tags in it.
/// </summary>
internal static partial class ErrorText
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxLength = 400;

    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[MaxBytes];
        int read = await body.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellation);
        string text = System.Text.Encoding.UTF8.GetString(buffer, 0, read);
        return Bounded(WebUtility.HtmlDecode(Tags().Replace(FindJsonMessage(text) ?? WithoutHeading(text, response), " ")));
    }

    private static string? FindJsonMessage(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateObject()
                .Select(fault => fault.Value)
                .Where(value => value.ValueKind == JsonValueKind.Object)
                .Prepend(document.RootElement)
                .Select(holder => holder.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null)
                .FirstOrDefault(message => message is not null);
        }
        catch (JsonException)
        {
            // Cut off or not JSON after all: shown as text.
        }

        return null;
    }

    // The page repeats the status before the reason: as heading, or as first line.
    private static string WithoutHeading(string text, HttpResponseMessage response)
    {
        int heading = text.IndexOf("</h1>", StringComparison.OrdinalIgnoreCase);
        string status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        return heading >= 0 ? text[(heading + 5)..] : text.StartsWith(status, StringComparison.OrdinalIgnoreCase) ? text[status.Length..] : text;
    }

    private static string Bounded(string text)
    {
        string line = Blanks().Replace(text, " ").Trim();
        return line.Length <= MaxLength ? line : string.Concat(line.AsSpan(0, MaxLength), "...");
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();
}
