using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.OpenStack.Settings;

namespace MigrationOrchestrator.OpenStack.Registrations;

/// <summary>One cloud as clouds.yaml or the environment has it: values by name, secrets among them. Never leaves this library.</summary>
internal sealed class CloudEntry(string name, IReadOnlyDictionary<string, string> values)
{
    private static readonly Dictionary<string, string> OlderNames = new(StringComparer.Ordinal)
    {
        ["tenant_name"] = OpenStackSettings.Project,
        ["tenant_id"] = OpenStackSettings.ProjectId,
        ["project"] = OpenStackSettings.Project,
        ["endpoint_type"] = OpenStackSettings.Interface,
        ["user_domain"] = OpenStackSettings.UserDomain,
        ["project_domain"] = OpenStackSettings.ProjectDomain,
        ["ca_cert"] = OpenStackSettings.CaFile,
    };

    private static readonly HashSet<string> AuthTypes = ["password", "v3password", "v2password", "v3applicationcredential"];

    /// <summary>The registration, or what is wrong with it.</summary>
    public (Cloud? Cloud, IReadOnlyList<InputProblem> Problems) ToCloud()
    {
        Dictionary<string, string> known = Known();
        CloudName cloudName;
        try
        {
            cloudName = CloudName.Parse(name);
        }
        catch (FormatException wrong)
        {
            return (null, [new InputProblem("name", wrong.Message, "Rename the cloud.")]);
        }

        if (!Uri.TryCreate(known.GetValueOrDefault("auth_url"), UriKind.Absolute, out Uri? endpoint))
        {
            return (null, [new InputProblem("auth.auth_url", "Keystone's address is missing or no address.", "Give auth_url, such as https://cloud.example:5000/v3.")]);
        }

        if (known.TryGetValue(OpenStackSettings.AuthType, out string? type) && !AuthTypes.Contains(type))
        {
            return (null, [new InputProblem("auth_type", $"'{type}' is not supported.", $"Use one of: {string.Join(", ", AuthTypes.Order(StringComparer.Ordinal))}.")]);
        }

        Cloud cloud = new(cloudName, CloudKind.Parse(OpenStackProvider.KindName), endpoint)
        {
            Settings = OpenStackSettings.Names.Where(known.ContainsKey).ToDictionary(setting => setting, setting => known[setting]),
            Secrets = CloudsYamlSecrets.Names.Where(known.ContainsKey).ToDictionary(secret => secret, secret => CloudsYamlSecrets.Reference(name, secret)),
        };
        IReadOnlyList<InputProblem> problems = OpenStackSettings.Check(cloud);
        return (problems.Count == 0 ? cloud : null, problems);
    }

    private Dictionary<string, string> Known()
    {
        Dictionary<string, string> known = new(StringComparer.Ordinal);
        foreach ((string given, string value) in values)
        {
            known.TryAdd(OlderNames.GetValueOrDefault(given, given), value);
        }

        if (known.Remove("insecure", out string? insecure) && insecure.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            known[OpenStackSettings.Verify] = "false";
        }

        if (known.TryGetValue("default_domain", out string? domain))
        {
            known.TryAdd(OpenStackSettings.UserDomain, domain);
            known.TryAdd(OpenStackSettings.ProjectDomain, domain);
        }

        if (known.TryGetValue(OpenStackSettings.Verify, out string? verify))
        {
            known[OpenStackSettings.Verify] = verify.ToLowerInvariant() is "false" or "no" or "off" or "0" ? "false" : "true";
        }

        if (known.TryGetValue(OpenStackSettings.CaFile, out string? file) && file.StartsWith("~/", StringComparison.Ordinal))
        {
            known[OpenStackSettings.CaFile] = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), file[2..]);
        }

        return known;
    }
}
