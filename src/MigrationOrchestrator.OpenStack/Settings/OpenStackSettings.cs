using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack.Http;

namespace MigrationOrchestrator.OpenStack.Settings;

/// <summary>
/// What a registered OpenStack cloud says of itself, in clouds.yaml's words: the registration's settings <c>identity_api_version</c> (3 or 2),
/// <c>username</c> or <c>user_id</c>, <c>user_domain_name</c> or <c>user_domain_id</c>, <c>project_name</c> or <c>project_id</c>,
/// <c>project_domain_name</c> or <c>project_domain_id</c>, <c>application_credential_id</c> or <c>application_credential_name</c>,
/// <c>region_name</c>, <c>interface</c> (public, internal, admin), <c>cacert</c>, <c>verify</c>; and its secrets <c>password</c> or
/// <c>application_credential_secret</c>.
/// </summary>
internal sealed class OpenStackSettings
{
    public const string Password = "password";
    public const string CredentialSecret = "application_credential_secret";
    public const string AuthType = "auth_type";
    public const string IdentityVersion = "identity_api_version";
    public const string User = "username";
    public const string UserId = "user_id";
    public const string UserDomain = "user_domain_name";
    public const string UserDomainId = "user_domain_id";
    public const string Project = "project_name";
    public const string ProjectId = "project_id";
    public const string ProjectDomain = "project_domain_name";
    public const string ProjectDomainId = "project_domain_id";
    public const string CredentialId = "application_credential_id";
    public const string CredentialName = "application_credential_name";
    public const string Region = "region_name";
    public const string Interface = "interface";
    public const string CaFile = "cacert";
    public const string Verify = "verify";

    /// <summary>All settings that a registration may have.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        AuthType, IdentityVersion, User, UserId, UserDomain, UserDomainId, Project, ProjectId, ProjectDomain, ProjectDomainId,
        CredentialId, CredentialName, Region, Interface, CaFile, Verify,
    ];

    private readonly Cloud cloud;

    private OpenStackSettings(Cloud cloud) => this.cloud = cloud;

    public CloudName Name => cloud.Name;

    /// <summary>Keystone's address without its version.</summary>
    public Uri Identity => ServiceAddress.WithoutVersion(cloud.Endpoint);

    public bool IsVersion2 => this[IdentityVersion] is { } version
        ? version.StartsWith('2')
        : string.Equals(this[AuthType], "v2password", StringComparison.OrdinalIgnoreCase) || ServiceAddress.VersionOf(cloud.Endpoint) is "v2.0";

    public bool UsesCredential => this[CredentialId] is not null || this[CredentialName] is not null;

    public SecretRef Secret => cloud.Secrets[UsesCredential ? CredentialSecret : Password];

    /// <summary>The interface of the catalogue's endpoints: public unless told.</summary>
    public string EndpointInterface => Trimmed(this[Interface] ?? "public");

    public Trust Trust => new(!string.Equals(this[Verify], "false", StringComparison.OrdinalIgnoreCase), this[CaFile]);

    /// <summary>Changes with everything but the secret itself: two registrations that are equal here share a token.</summary>
    public string Fingerprint => string.Join('\n', Names.Select(name => $"{name}={this[name]}").Prepend(cloud.Endpoint.ToString()).Prepend(cloud.Name.Value).Append(Secret.Value));

    public string? this[string name] => cloud.Setting(name);

    /// <summary>The settings of a registration that <see cref="Check"/> finds nothing wrong with.</summary>
    /// <exception cref="Durable.FailureException"><c>cloud.settings</c>.</exception>
    public static OpenStackSettings Of(Cloud cloud) => Check(cloud) is [{ } first, ..]
        ? throw OpenStackFailures.Fail("cloud.settings", $"The registration of the cloud {cloud.Name} is wrong: {first.Field}: {first.Message}", first.Remedy)
        : new OpenStackSettings(cloud);

    /// <summary>Everything wrong with a registration, without asking the cloud.</summary>
    public static IReadOnlyList<InputProblem> Check(Cloud cloud)
    {
        List<InputProblem> problems = [];
        if (!cloud.Endpoint.IsAbsoluteUri || cloud.Endpoint.Scheme is not ("http" or "https"))
        {
            problems.Add(new("endpoint", $"'{cloud.Endpoint}' is no http or https address.", "Give Keystone's address, such as https://cloud.example:5000/v3."));
            return problems;
        }

        if (cloud.Endpoint.UserInfo.Length > 0)
        {
            problems.Add(new("endpoint", "The address holds a user or password.", "Leave them out of the address; give username and password by themselves."));
        }

        problems.AddRange(cloud.Settings.Keys.Except(Names, StringComparer.Ordinal).Select(unknown => new InputProblem(
            $"settings.{unknown}", "This setting is not known.", $"Known are: {string.Join(", ", Names)}.")));
        OpenStackSettings settings = new(cloud);
        problems.AddRange(settings.UsesCredential ? settings.CheckCredential() : settings.CheckPassword());
        if (settings.EndpointInterface is not ("public" or "internal" or "admin"))
        {
            problems.Add(new($"settings.{Interface}", $"'{settings[Interface]}' was found.", "Use public, internal or admin."));
        }

        if (settings[IdentityVersion] is { } version && version.TrimStart('v') is not ("3" or "2" or "2.0"))
        {
            problems.Add(new($"settings.{IdentityVersion}", $"'{version}' was found.", "Use 3, or 2 for Keystone's v2.0."));
        }

        if (settings[Verify] is { } verify && !bool.TryParse(verify, out _))
        {
            problems.Add(new($"settings.{Verify}", $"'{verify}' was found.", "Use true or false."));
        }

        return problems;
    }

    private static string Trimmed(string name) => name.EndsWith("URL", StringComparison.Ordinal) ? name[..^3] : name;

    private IEnumerable<InputProblem> CheckCredential()
    {
        if (IsVersion2)
        {
            yield return new($"settings.{IdentityVersion}", "Keystone v2.0 has no application credentials.", "Use identity_api_version 3.");
        }

        if (this[CredentialId] is null && this[User] is null && this[UserId] is null)
        {
            yield return new($"settings.{CredentialName}", "A credential's name is only unique within its user.", $"Give {CredentialId}, or {User} with its domain as well.");
        }

        if (!cloud.Secrets.ContainsKey(CredentialSecret))
        {
            yield return new($"secrets.{CredentialSecret}", "It is missing.", "Give the secret that was shown when the application credential was created.");
        }
    }

    private IEnumerable<InputProblem> CheckPassword()
    {
        if (this[User] is null && (this[UserId] is null || IsVersion2))
        {
            yield return new($"settings.{User}", "It is missing.", "Give the user's name, or an application credential.");
        }

        if (this[Project] is null && this[ProjectId] is null)
        {
            yield return new($"settings.{Project}", "It is missing.", $"Give the project by {Project} or {ProjectId}.");
        }

        if (!cloud.Secrets.ContainsKey(Password))
        {
            yield return new($"secrets.{Password}", "It is missing.", "Give the user's password.");
        }
    }
}
