namespace MigrationOrchestrator.Emulators.VCloud.Model;

/// <summary>An open session.</summary>
internal sealed class SessionModel(OrgModel org, string user, string token, bool bearer)
{
    public OrgModel Org => org;

    public string User => user;

    public string Token => token;

    /// <summary>Whether its token is a bearer token; a legacy token is not taken as one.</summary>
    public bool IsBearer => bearer;

    public DateTimeOffset LastUsed { get; set; }
}
