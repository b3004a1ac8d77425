using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.VCloud.Settings;

/// <summary>Finds what is wrong with a registration without asking the cloud.</summary>
internal static class RegistrationCheck
{
    public static IReadOnlyList<InputProblem> Check(Cloud cloud) =>
    [
        .. CheckEndpoint(cloud.Endpoint),
        .. Unknown("settings", cloud.Settings.Keys, VCloudSettingNames.AllSettings),
        .. Unknown("secrets", cloud.Secrets.Keys, VCloudSettingNames.AllSecrets),
        .. CheckIdentity(cloud),
        .. CheckVersions(cloud),
        .. CheckCertificate(cloud),
    ];

    private static IEnumerable<InputProblem> CheckEndpoint(Uri endpoint)
    {
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("https" or "http") || endpoint.UserInfo.Length > 0)
        {
            yield return new InputProblem("endpoint", "It is no address of a vCloud Director, or holds a user or password.", "Give the API host, such as https://vcd.example.org, without user and password.");
        }
        else if (endpoint.Scheme == "http" && !endpoint.IsLoopback)
        {
            yield return new InputProblem("endpoint", $"'{endpoint}' would send the password unencrypted.", "Use https; http is allowed for loopback addresses only.");
        }
        else if (endpoint.AbsolutePath.Trim('/') is not ("" or "api"))
        {
            yield return new InputProblem("endpoint", $"'{endpoint}' has the path '{endpoint.AbsolutePath}'.", "Give the host alone: https://vcd.example.org.");
        }
    }

    private static IEnumerable<InputProblem> Unknown(string group, IEnumerable<string> given, string[] known)
        => given.Except(known, StringComparer.Ordinal).Select(name
            => new InputProblem($"{group}.{name}", "A vCloud Director has no such entry.", $"Use one of: {string.Join(", ", known)}."));

    private static IEnumerable<InputProblem> CheckIdentity(Cloud cloud)
    {
        if (cloud.Setting(VCloudSettingNames.Organisation) is null)
        {
            yield return Missing("settings", VCloudSettingNames.Organisation, "Give the organisation's name, as in the address of its portal: https://host/tenant/{organisation}.");
        }
        else if (cloud.Setting(VCloudSettingNames.Organisation)!.AsSpan().IndexOfAny('/', '@', ':') >= 0)
        {
            yield return new InputProblem($"settings.{VCloudSettingNames.Organisation}", "An organisation's name holds no '/', '@' or ':'.", "Give the name alone.");
        }

        string auth = cloud.Setting(VCloudSettingNames.Auth) ?? "password";
        if (auth is not ("password" or "token"))
        {
            yield return new InputProblem($"settings.{VCloudSettingNames.Auth}", $"'{auth}' is no way to sign in.", "Use password or token.");
            yield break;
        }

        if (auth == "password" && cloud.Setting(VCloudSettingNames.User) is null)
        {
            yield return Missing("settings", VCloudSettingNames.User, "Give the user's name, or sign in by API token (auth = token).");
        }
        else if (auth == "password" && cloud.Setting(VCloudSettingNames.User)!.Contains(':', StringComparison.Ordinal))
        {
            yield return new InputProblem($"settings.{VCloudSettingNames.User}", "A user's name with ':' cannot be sent by Basic authentication.", "Use another user.");
        }

        string secret = auth == "password" ? VCloudSettingNames.Password : VCloudSettingNames.Token;
        if (!cloud.Secrets.ContainsKey(secret))
        {
            yield return Missing("secrets", secret, $"Register the cloud with its {secret}.");
        }
    }

    private static IEnumerable<InputProblem> CheckVersions(Cloud cloud)
    {
        if (cloud.Setting(VCloudSettingNames.ApiVersion) is not { } text)
        {
            yield break;
        }

        if (!VersionBounds.TryParse(text, out VersionBounds bounds))
        {
            yield return new InputProblem($"settings.{VCloudSettingNames.ApiVersion}", $"'{text}' is neither a version nor a range.", "Use 37.2, 36.0-38.1, -38.1 or 36.0-.");
        }
        else if (bounds.To < ApiVersion.Oldest || bounds.From > ApiVersion.Newest)
        {
            yield return new InputProblem($"settings.{VCloudSettingNames.ApiVersion}", $"{bounds} lies outside of what is spoken here.", $"Use versions of {VersionBounds.All}.");
        }
        else if (VCloudSettings.UsesToken(cloud) && bounds.To < ApiVersion.ApiTokens)
        {
            yield return new InputProblem($"settings.{VCloudSettingNames.ApiVersion}", $"API tokens need {ApiVersion.ApiTokens}, but {bounds} is asked for.", "Raise the version or sign in by password.");
        }
    }

    private static IEnumerable<InputProblem> CheckCertificate(Cloud cloud)
    {
        if (cloud.Setting(VCloudSettingNames.CaCertificate) is { } path && !File.Exists(path))
        {
            yield return new InputProblem($"settings.{VCloudSettingNames.CaCertificate}", $"There is no file '{path}'.", "Give the path of a PEM file.");
        }
    }

    private static InputProblem Missing(string group, string name, string remedy) => new($"{group}.{name}", "It is missing.", remedy);
}
