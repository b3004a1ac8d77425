using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.OpenStack.Registrations;

/// <summary>
/// The operator's own OpenStack clouds: clouds.yaml with secure.yaml merged over it, and the <c>OS_*</c> variables as the cloud <c>envvars</c>
/// (conventions of openstacksdk). The files are read anew every time; nothing of them is kept.
/// </summary>
/// <param name="places">Where they are looked for.</param>
public sealed class CloudsYaml(CloudsYamlPlaces places) : IKnownClouds
{
    /// <summary>The name of the cloud that the environment describes, unless <c>OS_CLOUD_NAME</c> gives another.</summary>
    public const string EnvironmentCloud = "envvars";

    private const string Prefix = "OS_";

    /// <inheritdoc/>
    public string Origin => places.FindClouds() ?? "clouds.yaml";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation) => (await ReadAsync(cancellation)).Clouds;

    /// <summary>Reads the registrations. Their secrets are references into the store <c>clouds.yaml</c>.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Durable.FailureException"><c>clouds_yaml.unreadable</c>: a file is there but cannot be read.</exception>
    public async Task<CloudsYamlContent> ReadAsync(CancellationToken cancellation)
    {
        List<Cloud> clouds = [];
        List<InputProblem> problems = [];
        foreach ((string name, Dictionary<string, string> values) in await EntriesAsync(cancellation))
        {
            (Cloud? cloud, IReadOnlyList<InputProblem> wrong) = new CloudEntry(name, values).ToCloud();
            problems.AddRange(wrong.Select(problem => problem with { Field = $"clouds.{name}.{problem.Field}" }));
            if (cloud is not null)
            {
                clouds.Add(cloud);
            }
        }

        return new CloudsYamlContent(clouds, problems, places.FindClouds());
    }

    /// <summary>One value of one cloud, a secret perhaps; null where there is none.</summary>
    internal async Task<string?> FindValueAsync(string cloud, string value, CancellationToken cancellation)
        => (await EntriesAsync(cancellation)).TryGetValue(cloud, out Dictionary<string, string>? values) ? values.GetValueOrDefault(value) : null;

    private async Task<Dictionary<string, Dictionary<string, string>>> EntriesAsync(CancellationToken cancellation)
    {
        Dictionary<string, Dictionary<string, string>> entries = new(StringComparer.Ordinal);
        foreach (string? path in new[] { places.FindClouds(), places.FindSecure() })
        {
            if (path is null)
            {
                continue;
            }

            foreach ((string name, Dictionary<string, string> values) in await CloudsYamlFile.ReadAsync(path, cancellation))
            {
                Dictionary<string, string> entry = entries.TryGetValue(name, out Dictionary<string, string>? first) ? first : entries[name] = [];
                foreach ((string key, string value) in values)
                {
                    entry[key] = value;
                }
            }
        }

        if (places.Environment.GetValueOrDefault("OS_AUTH_URL") is { Length: > 0 })
        {
            string name = places.Environment.GetValueOrDefault("OS_CLOUD_NAME") is { Length: > 0 } chosen ? chosen : EnvironmentCloud;
            entries[name] = places.Environment
                .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal) && pair.Value.Length > 0)
                .ToDictionary(pair => pair.Key[Prefix.Length..].ToLowerInvariant(), pair => pair.Value);
        }

        return entries;
    }
}

/// <summary>What clouds.yaml and the environment say.</summary>
/// <param name="Clouds">The clouds that can be used.</param>
/// <param name="Problems">What is wrong with the others, each naming its cloud and value: <c>clouds.NAME.auth_type</c>.</param>
/// <param name="Path">The file that was read, or null where there is none.</param>
public sealed record CloudsYamlContent(IReadOnlyList<Cloud> Clouds, IReadOnlyList<InputProblem> Problems, string? Path);
