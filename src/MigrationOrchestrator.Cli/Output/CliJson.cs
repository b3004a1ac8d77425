using System.Text.Encodings.Web;
using System.Text.Json;
using MigrationOrchestrator.Web.Json;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>JSON as the command line writes it: the HTTP interface's dialect.</summary>
internal static class CliJson
{
    private static readonly JsonSerializerOptions OneLine = Create(indented: false);
    private static readonly JsonSerializerOptions Indented = Create(indented: true);

    /// <summary>Writes a value as the HTTP interface would, indented.</summary>
    public static void Write<T>(Terminal terminal, T value) => terminal.Raw.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>A value as it stands in files, indented.</summary>
    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Indented);

    /// <summary>Writes a value as one line.</summary>
    public static void WriteLine<T>(Terminal terminal, T value) => terminal.Raw.WriteLine(Line(value));

    /// <summary>A value as one line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    private static JsonSerializerOptions Create(bool indented)
    {
        // It is read in terminals and by programs, never as part of a web page: apostrophes stay legible.
        JsonSerializerOptions options = new(WebJson.Options) { WriteIndented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        options.TypeInfoResolverChain.Add(CliJsonContext.Default);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>The answer of commands that start something.</summary>
/// <param name="Id">What was started.</param>
internal sealed record StartedAnswer(string Id);
