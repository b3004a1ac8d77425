using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.VCloud.Settings;

/// <summary>The names of a vCloud Director registration's settings (<see cref="Cloud.Settings"/>) and secrets (<see cref="Cloud.Secrets"/>).</summary>
public static class VCloudSettingNames
{
    /// <summary>Setting, required: the organisation's name as in its URL (<c>/tenant/{organisation}</c>).</summary>
    public const string Organisation = "organisation";

    /// <summary>Setting, required with <c>auth = password</c>: the user's name without <c>@organisation</c>.</summary>
    public const string User = "user";

    /// <summary>Setting: <c>password</c> (default) or <c>token</c> (API token, needs API 36.1 or newer).</summary>
    public const string Auth = "auth";

    /// <summary>
    /// Setting: the API version, or the range from which the highest common one is taken: <c>37.2</c>, <c>36.0-38.1</c>, <c>-38.1</c>; 5.1 to the newest
    /// 39.x unless told.
    /// </summary>
    public const string ApiVersion = "apiVersion";

    /// <summary>Setting: path of a PEM file with the certificates that are trusted for this cloud instead of the system's; for private authorities and self-signed hosts.</summary>
    public const string CaCertificate = "cacert";

    /// <summary>Secret, required with <c>auth = password</c>.</summary>
    public const string Password = "password";

    /// <summary>Secret, required with <c>auth = token</c>: the API token that the user made in the tenant portal.</summary>
    public const string Token = "token";

    internal static readonly string[] AllSettings = [Organisation, User, Auth, ApiVersion, CaCertificate];

    internal static readonly string[] AllSecrets = [Password, Token];
}
