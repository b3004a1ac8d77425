using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MigrationOrchestrator.Emulators.OpenStack.Compute;

/// <summary>Nova's microversion 2.<paramref name="Minor"/>; 2.1 where the client does not ask.</summary>
internal readonly record struct Microversion(int Minor)
{
    public bool IsAtLeast(int minor) => Minor >= minor;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"2.{Minor}");

    /// <summary>The version that a request asks for, in the new header or the old one; null where it asks for something else.</summary>
    public static Microversion? Of(HttpRequest request, string max)
    {
        string? asked = request.Headers["OpenStack-API-Version"] is [{ } header, ..] && header.StartsWith("compute ", StringComparison.Ordinal) ? header[8..] : request.Headers["X-OpenStack-Nova-API-Version"];
        return asked is null ? new Microversion(1) : Parse(asked == "latest" ? max : asked);
    }

    public static Microversion? Parse(string text)
        => text.StartsWith("2.", StringComparison.Ordinal) && int.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) && minor >= 1 ? new Microversion(minor) : null;
}
