namespace MigrationOrchestrator.OpenStack.Registrations;

/// <summary>Where clouds.yaml is looked for, as openstacksdk does: the first file that exists is taken.</summary>
/// <param name="Environment">The environment's variables, of which those that begin with <c>OS_</c> are read.</param>
/// <param name="Folders">The folders that are searched in order.</param>
public sealed record CloudsYamlPlaces(IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Folders)
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>This process's environment; its working folder, the user's <c>~/.config/openstack</c> (or XDG's), and <c>/etc/openstack</c>.</summary>
    public static CloudsYamlPlaces OfProcess()
    {
        Dictionary<string, string> variables = System.Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .Where(pair => pair.Key is string name && name.StartsWith("OS_", StringComparison.Ordinal))
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
        string? xdg = System.Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        string home = string.IsNullOrEmpty(xdg) ? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".config") : xdg;
        return new CloudsYamlPlaces(variables, [Directory.GetCurrentDirectory(), Path.Combine(home, "openstack"), "/etc/openstack"]);
    }

    /// <summary>The file with the clouds: <c>OS_CLIENT_CONFIG_FILE</c>, else the first <c>clouds.yaml</c>; null where there is none.</summary>
    public string? FindClouds() => Find("OS_CLIENT_CONFIG_FILE", "clouds");

    /// <summary>The file with their secrets: <c>OS_CLIENT_SECURE_FILE</c>, else the first <c>secure.yaml</c>; null where there is none.</summary>
    public string? FindSecure() => Find("OS_CLIENT_SECURE_FILE", "secure");

    private string? Find(string variable, string name)
        => Environment.GetValueOrDefault(variable) is { Length: > 0 } chosen && File.Exists(chosen)
            ? chosen
            : Folders.SelectMany(folder => Endings.Select(ending => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
}
