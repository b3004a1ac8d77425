using MigrationOrchestrator.OpenStack.Http;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MigrationOrchestrator.OpenStack.Registrations;

/// <summary>Reads a clouds.yaml or secure.yaml into flat entries: a cloud's own scalars and those of its <c>auth</c>, by name.</summary>
internal static class CloudsYamlFile
{
    /// <summary>No file of an operator's clouds is larger than this.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <exception cref="Durable.FailureException"><c>clouds_yaml.unreadable</c>; the message names the file and the place, never a value.</exception>
    public static async Task<IReadOnlyDictionary<string, Dictionary<string, string>>> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw Unreadable(path, $"it has more than {MaxBytes} bytes");
            }

            YamlStream yaml = Parse(await File.ReadAllTextAsync(path, cancellation), path);
            return yaml.Documents is [var document, ..] ? CloudsOf(document.RootNode, path) : new Dictionary<string, Dictionary<string, string>>();
        }
        catch (YamlException wrong)
        {
            throw Unreadable(path, $"line {wrong.Start.Line}, column {wrong.Start.Column} is no YAML");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, wrong.Message);
        }
    }

    private static YamlStream Parse(string text, string path)
    {
        Scanner scanner = new(new StringReader(text));
        try
        {
            YamlStream yaml = new();
            yaml.Load(new Parser(scanner));
            return yaml;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException)
        {
            // The scanner throws these for some malformed texts; they know no place, but it knows how far it came.
            throw Unreadable(path, $"it is no YAML at or before line {scanner.CurrentPosition.Line}, column {scanner.CurrentPosition.Column}");
        }
    }

    private static Dictionary<string, Dictionary<string, string>> CloudsOf(YamlNode root, string path)
        => root is YamlMappingNode top && top.Children.TryGetValue(new YamlScalarNode("clouds"), out YamlNode? clouds) && clouds is YamlMappingNode named
            ? named.Children.Where(cloud => cloud.Value is YamlMappingNode).ToDictionary(cloud => Text(cloud.Key) ?? "", cloud => Flatten((YamlMappingNode)cloud.Value))
            : throw Unreadable(path, "there is no mapping 'clouds' at its top");

    private static Dictionary<string, string> Flatten(YamlMappingNode cloud)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        Add(cloud);
        if (cloud.Children.TryGetValue(new YamlScalarNode("auth"), out YamlNode? auth) && auth is YamlMappingNode credentials)
        {
            Add(credentials);
        }

        return values;

        void Add(YamlMappingNode mapping)
        {
            foreach ((YamlNode key, YamlNode value) in mapping.Children)
            {
                if (Text(key) is { } name && Text(value) is { Length: > 0 } text && value is not YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "~" })
                {
                    values[name] = text;
                }
            }
        }
    }

    private static string? Text(YamlNode node) => (node as YamlScalarNode)?.Value;

    private static Durable.FailureException Unreadable(string path, string why)
        => OpenStackFailures.Fail("clouds_yaml.unreadable", $"The file '{path}' could not be read: {why}.", "Mend the file, or point OS_CLIENT_CONFIG_FILE at another one.");
}
