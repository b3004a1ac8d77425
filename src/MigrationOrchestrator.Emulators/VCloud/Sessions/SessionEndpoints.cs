using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Sessions;

/// <summary>Versions and the three ways to sign in.</summary>
internal static class SessionEndpoints
{
    private const string System = "System";

    public static void MapSessions(this IEndpointRouteBuilder routes, ApiRoutes api, CloudModel cloud, SessionTable sessions)
    {
        routes.MapGet("/api/versions", http => WriteVersionsAsync(http, cloud));
        foreach (string path in (string[])["/api/sessions", "/api/login"])
        {
            routes.MapPost(path, http => StartLegacyAsync(http, api, sessions));
        }

        routes.MapPost("/cloudapi/1.0.0/sessions", http => StartModernAsync(http, api, sessions, forProvider: false));
        routes.MapPost("/cloudapi/1.0.0/sessions/provider", http => StartModernAsync(http, api, sessions, forProvider: true));
        routes.MapPost("/oauth/tenant/{organisation}/token", http => StartByTokenAsync(http, api, sessions, (string)http.Request.RouteValues["organisation"]!));
        routes.MapPost("/oauth/provider/token", http => StartByTokenAsync(http, api, sessions, System));
        api.Map("GET", "/api/session", call => ApiAnswer.Ok(Vc.Session, Describe(call.Session, call.To)));
        foreach (string path in (string[])["/api/session", "/cloudapi/1.0.0/sessions/current", "/cloudapi/1.0.0/sessions"])
        {
            api.Map("DELETE", path, call =>
            {
                cloud.Sessions.Remove(call.Session);
                return ApiAnswer.NoContent();
            });
        }
    }

    private static async Task WriteVersionsAsync(HttpContext http, CloudModel cloud)
    {
        string root = $"{http.Request.Scheme}://{http.Request.Host}";
        XElement versions = new(Vc.VersionsNs + "SupportedVersions", cloud.Versions.Select(version => Info(version, root)));
        http.Response.ContentType = "text/xml";
        await http.Response.WriteAsync(versions.ToString(), http.RequestAborted);
    }

    private static XElement Info(ApiVersion version, string root)
    {
        XNamespace ns = Vc.VersionsNs;
        return new XElement(
            ns + "VersionInfo",
            version.Major > 5 ? Vc.At("deprecated", version.Major < 37) : null,
            new XElement(ns + "Version", version.ToString()),
            new XElement(ns + "LoginUrl", version.ShowsModernLogin ? $"{root}/cloudapi/1.0.0/sessions" : $"{root}/api/sessions"),
            version.ShowsModernLogin ? new XElement(ns + "ProviderLoginUrl", $"{root}/cloudapi/1.0.0/sessions/provider") : null,
            version.Major <= 5 ? new XElement(
                ns + "MediaTypeMapping", new XElement(ns + "MediaType", Vc.Vdc), new XElement(ns + "ComplexTypeName", "VdcType"), new XElement(ns + "SchemaLocation", $"{root}/api/v1.5/schema/master.xsd")) : null);
    }

    private static async Task StartLegacyAsync(HttpContext http, ApiRoutes api, SessionTable sessions)
    {
        try
        {
            ApiVersion version = api.VersionOf(http.Request);
            if (!version.HasLegacySessions)
            {
                throw new ApiFault(404, "NOT_FOUND", "Not Found");
            }

            if (sessions.FindUser(http.Request) is not { } user)
            {
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            SessionModel session = sessions.Start(user.Org, user.User, bearer: false);
            http.Response.Headers[SessionTable.LegacyHeader] = session.Token;
            http.Response.ContentType = $"{Vc.Session};version={version}";
            await http.Response.WriteAsync(Describe(session, new Addresses($"{http.Request.Scheme}://{http.Request.Host}")).ToString(), http.RequestAborted);
        }
        catch (ApiFault fault)
        {
            await ApiRoutes.WriteErrorAsync(http, fault);
        }
    }

    private static async Task StartModernAsync(HttpContext http, ApiRoutes api, SessionTable sessions, bool forProvider)
    {
        try
        {
            if (!api.VersionOf(http.Request).HasModernSessions)
            {
                throw new ApiFault(404, "NOT_FOUND", "Not Found");
            }
        }
        catch (ApiFault fault)
        {
            await WriteJsonErrorAsync(http, fault.Status, fault.MinorCode, fault.Message);
            return;
        }

        if (sessions.FindUser(http.Request) is not { } user || forProvider != user.Org.Name.Equals(System, StringComparison.OrdinalIgnoreCase))
        {
            await WriteJsonErrorAsync(http, 401, "UNAUTHORIZED", "Unauthorized");
            return;
        }

        SessionModel session = sessions.Start(user.Org, user.User, bearer: true);
        http.Response.Headers["X-VMWARE-VCLOUD-ACCESS-TOKEN"] = session.Token;
        http.Response.Headers["X-VMWARE-VCLOUD-TOKEN-TYPE"] = "Bearer";
        await http.Response.WriteAsJsonAsync(
            new ModernSession($"urn:vcloud:session:{Guid.NewGuid()}", new NamedReference(user.User), new NamedReference(user.Org.Name)), SessionJson.Default.ModernSession, cancellationToken: http.RequestAborted);
    }

    private static async Task StartByTokenAsync(HttpContext http, ApiRoutes api, SessionTable sessions, string organisation)
    {
        try
        {
            if (!api.VersionOf(http.Request).HasApiTokens)
            {
                throw new ApiFault(404, "NOT_FOUND", "Not Found");
            }
        }
        catch (ApiFault fault)
        {
            await WriteJsonErrorAsync(http, fault.Status, fault.MinorCode, fault.Message);
            return;
        }

        IFormCollection form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        if (form["grant_type"] != "refresh_token" || sessions.FindTokenOwner(organisation, form["refresh_token"].ToString()) is not { } owner)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new OAuthError("invalid_grant", "The token is not known."), SessionJson.Default.OAuthError, cancellationToken: http.RequestAborted);
            return;
        }

        SessionModel session = sessions.Start(owner.Org, owner.User, bearer: true);
        await http.Response.WriteAsJsonAsync(new OAuthAnswer(session.Token, "Bearer", 3600, null), SessionJson.Default.OAuthAnswer, cancellationToken: http.RequestAborted);
    }

    private static Task WriteJsonErrorAsync(HttpContext http, int status, string minorCode, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new CloudApiError(minorCode, message, null), SessionJson.Default.CloudApiError, cancellationToken: http.RequestAborted);
    }

    private static XElement Describe(SessionModel session, Addresses to) => Vc.El(
        "Session",
        Vc.At("user", session.User),
        Vc.At("org", session.Org.Name),
        Vc.At("type", Vc.Session),
        Vc.At("href", $"{to.Api}/session"),
        Vc.Link("down", Vc.OrgList, $"{to.Api}/org/"),
        Vc.Link("remove", null, $"{to.Api}/session"),
        Vc.Link("down", Vc.Org, to.Org(session.Org), session.Org.Name),
        Vc.Link("down", "application/vnd.vmware.vcloud.query.queryList+xml", $"{to.Api}/query"),
        Vc.Link("entityResolver", "application/vnd.vmware.vcloud.entity+xml", $"{to.Api}/entity/"));
}
