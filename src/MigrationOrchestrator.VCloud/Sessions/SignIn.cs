using System.Net;
using System.Text;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Api;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud.Sessions;

/// <summary>Starts and ends sessions, each as its API version wants it.</summary>
internal sealed class SignIn(VCloudSettings settings, ISignInApi api, SecretStores secrets)
{
    private bool ForProvider => settings.Organisation.Equals("System", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FailureException"><c>cloud.unauthorized</c>, <c>cloud.no_common_version</c>, <c>secret.missing</c>, or what the cloud answered.</exception>
    public async Task<Session> StartAsync(CancellationToken cancellation)
    {
        ApiVersion version = await NegotiateAsync(cancellation);
        Secret secret = await secrets.GetAsync(settings.Secret, cancellation);
        return settings.User is null ? await StartByTokenAsync(version, secret, cancellation)
            : version >= ApiVersion.ModernSessions ? await StartModernAsync(version, settings.User, secret, cancellation)
            : await StartLegacyAsync(version, settings.User, secret, cancellation);
    }

    /// <summary>Ends a session; it is best effort, a session ends by itself when it idles.</summary>
    public async Task EndAsync(Session session, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = session.IsBearer
                ? await api.EndModernAsync(JsonOf(session.Version), $"Bearer {session.Token}", cancellation)
                : await api.EndLegacyAsync(XmlOf(session.Version), session.Token, cancellation);
        }
        catch (FailureException)
        {
            // The cloud forgets it when it idles.
        }
    }

    private static string XmlOf(ApiVersion version) => $"application/*+xml;version={version}";

    private static string JsonOf(ApiVersion version) => $"application/json;version={version}";

    private async Task<ApiVersion> NegotiateAsync(CancellationToken cancellation)
    {
        IReadOnlyList<ApiVersion> offered = (await api.GetVersionsAsync(cancellation)).Versions;
        VersionBounds bounds = settings.User is null && settings.Versions.From < ApiVersion.ApiTokens
            ? settings.Versions with { From = ApiVersion.ApiTokens }
            : settings.Versions;
        return bounds.Highest(offered) ?? throw VCloudFailures.Of(
            "cloud.no_common_version",
            $"The cloud offers the API versions {string.Join(", ", offered.Order())}; {bounds} would do.",
            remedy: $"Set {VCloudSettingNames.ApiVersion} of the registration to a version that the cloud offers.");
    }

    private async Task<Session> StartLegacyAsync(ApiVersion version, string user, Secret password, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await Checked(api.StartLegacyAsync(XmlOf(version), Basic(user, password), cancellation));
        return answer.Headers.TryGetValues(VCloudHeaders.LegacyToken, out IEnumerable<string>? token)
            ? new Session(version, token.First(), bearer: false)
            : throw VCloudFailures.BadAnswer($"the session has no {VCloudHeaders.LegacyToken} header.", VCloudHeaders.RequestIdOf(answer));
    }

    private async Task<Session> StartModernAsync(ApiVersion version, string user, Secret password, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await Checked(ForProvider
            ? api.StartProviderAsync(JsonOf(version), Basic(user, password), cancellation)
            : api.StartTenantAsync(JsonOf(version), Basic(user, password), cancellation));
        return answer.Headers.TryGetValues(VCloudHeaders.AccessToken, out IEnumerable<string>? token)
            ? new Session(version, token.First(), bearer: true)
            : throw VCloudFailures.BadAnswer($"the session has no {VCloudHeaders.AccessToken} header.", VCloudHeaders.RequestIdOf(answer));
    }

    private async Task<Session> StartByTokenAsync(ApiVersion version, Secret token, CancellationToken cancellation)
    {
        using FormUrlEncodedContent form = new([new("grant_type", "refresh_token"), new("refresh_token", token.Reveal())]);
        using HttpResponseMessage answer = await Checked(ForProvider
            ? api.StartProviderTokenAsync(JsonOf(version), form, cancellation)
            : api.StartTenantTokenAsync(JsonOf(version), settings.Organisation, form, cancellation));
        return new Session(version, ReadAccessToken(await answer.Content.ReadAsByteArrayAsync(cancellation)), bearer: true);
    }

    private static string ReadAccessToken(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("access_token").GetString() is { Length: > 0 } token ? token : throw new JsonException();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // No inner exception: a parser's message could quote the token.
            throw VCloudFailures.BadAnswer("the answer to the API token holds no access token.");
        }
    }

    private string Basic(string user, Secret password)
        => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}@{settings.Organisation}:{password.Reveal()}"));

    private static async Task<HttpResponseMessage> Checked(Task<HttpResponseMessage> call)
    {
        HttpResponseMessage answer = await call;
        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            // OAuth's way to say that an API token is unknown, expired or revoked (RFC 6749, 5.2: invalid_grant).
            answer.StatusCode = HttpStatusCode.Unauthorized;
        }

        if (await AnswerFailures.FromAsync(answer) is { } failure)
        {
            answer.Dispose();
            throw failure;
        }

        return answer;
    }
}
