using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Sessions;
using MigrationOrchestrator.Emulators.VCloud.Uploads;

namespace MigrationOrchestrator.Emulators.VCloud.Protocol;

/// <summary>What all XML endpoints share: version, session, body, lock, errors.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder routes, CloudModel cloud, SessionTable sessions, UploadDesk uploads)
{
    private const int LargestBody = 256 * 1024;

    /// <summary>Maps a call that needs a session; it is handled under the cloud's lock.</summary>
    public void Map(string method, string pattern, Func<ApiCall, ApiAnswer> handle)
        => routes.MapMethods(pattern, [method], async http =>
        {
            try
            {
                ApiVersion version = VersionOf(http.Request);
                SessionModel? session = sessions.Find(http.Request);
                if (session is null)
                {
                    // vCloud's 401 often has no body at all.
                    http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return;
                }

                ApiCall call = new(http, version, session, await ReadBodyAsync(http));
                ApiAnswer answer;
                lock (cloud.Gate)
                {
                    uploads.ExpireIdle();
                    answer = handle(call);
                }

                await WriteAsync(http, version, answer);
            }
            catch (ApiFault fault)
            {
                await WriteErrorAsync(http, fault);
            }
        });

    /// <summary>Answers with an error in vCloud's XML.</summary>
    public static Task WriteErrorAsync(HttpContext http, ApiFault fault)
        => WriteAsync(http, null, new ApiAnswer(fault.Status, Vc.Error, fault.ToXml(RequestId.Of(http))));

    /// <summary>The version that a request's Accept header asks for; the rest of the header does not matter, SDKs send odd ones.</summary>
    /// <exception cref="ApiFault">406: it asks for none, or for one that is not offered.</exception>
    public ApiVersion VersionOf(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        int start = accept.IndexOf("version=", StringComparison.OrdinalIgnoreCase);
        string asked = start < 0 ? "" : new string([.. accept[(start + "version=".Length)..].TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        return ApiVersion.TryParse(asked, out ApiVersion version) && cloud.Versions.Contains(version) ? version
            : throw new ApiFault(406, "NOT_ACCEPTABLE", "The request has an invalid Accept header: a supported version is needed, as in application/*+xml;version=" + cloud.Versions[^1]);
    }

    private static async Task<XElement?> ReadBodyAsync(HttpContext http)
    {
        byte[] body = new byte[LargestBody + 1];
        int length = await http.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
        if (length > LargestBody)
        {
            throw new ApiFault(413, "BAD_REQUEST", "The request is too large.");
        }

        try
        {
            return length == 0 ? null : SafeXml.Parse(body[..length]);
        }
        catch (XmlException malformed)
        {
            throw ApiFault.BadRequest($"Bad request: {malformed.Message}");
        }
    }

    private static async Task WriteAsync(HttpContext http, ApiVersion? version, ApiAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        if (answer.Location is { } location)
        {
            http.Response.Headers.Location = location;
        }

        if (answer.Body is not { } body)
        {
            return;
        }

        using MemoryStream written = new();
        body.Save(written);
        http.Response.ContentType = version is { } known ? string.Create(CultureInfo.InvariantCulture, $"{answer.MediaType};version={known}") : answer.MediaType;
        http.Response.ContentLength = written.Length;
        await http.Response.Body.WriteAsync(written.GetBuffer().AsMemory(0, (int)written.Length), http.RequestAborted);
    }
}

/// <summary>Every answer's <c>X-VMWARE-VCLOUD-REQUEST-ID</c>.</summary>
internal static class RequestId
{
    private const string Header = "X-VMWARE-VCLOUD-REQUEST-ID";

    public static string Of(HttpContext http) => http.Response.Headers[Header].ToString();

    /// <summary>Gives the answer its id.</summary>
    public static void Stamp(HttpContext http) => http.Response.Headers[Header] = Guid.NewGuid().ToString();
}
