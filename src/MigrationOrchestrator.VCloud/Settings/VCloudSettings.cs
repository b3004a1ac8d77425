using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Failures;

namespace MigrationOrchestrator.VCloud.Settings;

/// <summary>A checked registration.</summary>
/// <param name="Name">The operator's name for the cloud.</param>
/// <param name="Endpoint">Scheme, host and port; every request goes there and nowhere else.</param>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="User">The user's name; null with an API token.</param>
/// <param name="Secret">The password, or the API token where <paramref name="User"/> is null.</param>
/// <param name="Versions">Which API versions may be negotiated.</param>
/// <param name="CaCertificate">Path of the trusted certificates, or null for the system's.</param>
internal sealed record VCloudSettings(CloudName Name, Uri Endpoint, string Organisation, string? User, SecretRef Secret, VersionBounds Versions, string? CaCertificate)
{
    /// <summary>Reads a registration that <see cref="RegistrationCheck"/> finds sound.</summary>
    /// <exception cref="FailureException"><c>cloud.settings</c>.</exception>
    public static VCloudSettings From(Cloud cloud)
    {
        if (RegistrationCheck.Check(cloud) is [{ } first, ..])
        {
            throw VCloudFailures.Of("cloud.settings", $"The registration of cloud '{cloud.Name}' is wrong at {first.Field}: {first.Message}", remedy: first.Remedy);
        }

        bool token = UsesToken(cloud);
        return new VCloudSettings(
            cloud.Name,
            new Uri(cloud.Endpoint.GetLeftPart(UriPartial.Authority)),
            cloud.Setting(VCloudSettingNames.Organisation)!,
            token ? null : cloud.Setting(VCloudSettingNames.User),
            cloud.Secrets[token ? VCloudSettingNames.Token : VCloudSettingNames.Password],
            cloud.Setting(VCloudSettingNames.ApiVersion) is { } text && VersionBounds.TryParse(text, out VersionBounds bounds) ? bounds : VersionBounds.All,
            cloud.Setting(VCloudSettingNames.CaCertificate));
    }

    /// <summary>Whether a registration signs in by API token.</summary>
    public static bool UsesToken(Cloud cloud) => cloud.Setting(VCloudSettingNames.Auth) == "token";
}
