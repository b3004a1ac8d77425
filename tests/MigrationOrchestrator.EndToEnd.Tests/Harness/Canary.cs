using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>A secret that is searched where it must not be, in every form in which it could stand there.</summary>
/// <param name="what">What it is, for messages: the secret itself is not shown.</param>
/// <param name="secret">The secret.</param>
internal sealed partial class Canary(string what, string secret)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly (string Name, byte[] Bytes)[] forms = [.. Forms(secret).DistinctBy(form => form.Text).Select(form => (form.Name, Encoding.UTF8.GetBytes(form.Text))), ("UTF-16", Encoding.Unicode.GetBytes(secret))];

    /// <summary>Tells in which form it stands in some bytes, or null where it does not.</summary>
    public string? FindIn(ReadOnlySpan<byte> bytes)
    {
        foreach ((string name, byte[] form) in forms)
        {
            if (bytes.IndexOf(form) >= 0)
            {
                return $"{what}, as {name}";
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, string Text)> Forms(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        yield return ("it is", secret);
        yield return ("its longest word", Words().Matches(secret).MaxBy(word => word.Length)!.Value);
        yield return ("JSON", JsonSerializer.Serialize(secret)[1..^1]);
        yield return ("relaxed JSON", JsonSerializer.Serialize(secret, Relaxed)[1..^1]);
        yield return ("part of a URL", Uri.EscapeDataString(secret));
        yield return ("part of a form", WebUtility.UrlEncode(secret));
        yield return ("XML", SecurityElement.Escape(secret));
        yield return ("HTML", WebUtility.HtmlEncode(secret));
        yield return ("hexadecimal digits", Convert.ToHexStringLower(bytes));
        yield return ("upper hexadecimal digits", Convert.ToHexString(bytes));
        for (int alignment = 0; alignment < 3; alignment++)
        {
            string base64 = Aligned(bytes, alignment);
            yield return ($"Base64 after {alignment} bytes", base64);
            yield return ($"URL's Base64 after {alignment} bytes", base64.Replace('+', '-').Replace('/', '_'));
        }
    }

    /// <summary>The characters of Base64 that depend on the secret alone where so many other bytes (modulo 3) stand before it.</summary>
    private static string Aligned(byte[] secret, int before)
    {
        string whole = Convert.ToBase64String([.. new byte[before], .. secret]);
        int first = ((before * 8) + 5) / 6;
        int end = (before + secret.Length) * 8 / 6;
        return whole[first..end];
    }

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Words();
}
