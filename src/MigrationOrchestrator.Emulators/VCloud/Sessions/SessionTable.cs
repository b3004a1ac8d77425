using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.Hosting;
using MigrationOrchestrator.Emulators.VCloud.Model;

namespace MigrationOrchestrator.Emulators.VCloud.Sessions;

/// <summary>Who is signed in.</summary>
internal sealed class SessionTable(CloudModel cloud)
{
    public const string LegacyHeader = "x-vcloud-authorization";

    private readonly IssuedTokens issued = new();

    /// <summary>The tokens that were issued, valid or not.</summary>
    public IReadOnlyList<string> Issued => issued.All;

    /// <summary>The session that signs a request, or null; using it keeps it.</summary>
    public SessionModel? Find(HttpRequest request)
    {
        string? legacy = request.Headers[LegacyHeader];
        string authorization = request.Headers.Authorization.ToString();
        string? bearer = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : null;
        lock (cloud.Gate)
        {
            cloud.Sessions.RemoveAll(session => cloud.Now - session.LastUsed > cloud.Options.SessionIdle);
            SessionModel? found = cloud.Sessions.Find(session => session.Token == bearer && session.IsBearer || session.Token == legacy);
            if (found is not null)
            {
                found.LastUsed = cloud.Now;
            }

            return found;
        }
    }

    public SessionModel Start(OrgModel org, string user, bool bearer)
    {
        // Real access tokens are JWTs of several hundred characters; legacy tokens are 32 hexadecimal digits.
        string token = bearer ? $"eyJhbGciOiJSUzI1NiJ9.{RandomNumberGenerator.GetHexString(480, lowercase: true)}.{RandomNumberGenerator.GetHexString(64, lowercase: true)}"
            : RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (cloud.Gate)
        {
            SessionModel session = new(org, user, token, bearer) { LastUsed = cloud.Now };
            cloud.Sessions.Add(session);
            issued.Add(token);
            return session;
        }
    }

    public void End(SessionModel session)
    {
        lock (cloud.Gate)
        {
            cloud.Sessions.Remove(session);
        }
    }

    /// <summary>Takes every session away.</summary>
    public void EndAll()
    {
        lock (cloud.Gate)
        {
            cloud.Sessions.Clear();
        }
    }

    /// <summary>Whom <c>Authorization: Basic user@org:password</c> names, or null.</summary>
    public (OrgModel Org, string User)? FindUser(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        byte[] decoded = new byte[authorization.Length];
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), decoded, out int length))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(decoded, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int at = colon < 0 ? -1 : text.LastIndexOf('@', colon);
        return at < 0 ? null : Find(text[(at + 1)..colon], user => user.Name == text[..at] && user.Password == text[(colon + 1)..]);
    }

    /// <summary>Whose API token it is, or null.</summary>
    public (OrgModel Org, string User)? FindTokenOwner(string organisation, string token) => Find(organisation, user => user.ApiToken is not null && user.ApiToken == token);

    private (OrgModel Org, string User)? Find(string organisation, Predicate<EmulatedUser> known)
        => cloud.Orgs.FirstOrDefault(org => org.Name.Equals(organisation, StringComparison.OrdinalIgnoreCase)) is { } found && found.Users.FirstOrDefault(user => known(user)) is { } user
            ? (found, user.Name)
            : null;
}
