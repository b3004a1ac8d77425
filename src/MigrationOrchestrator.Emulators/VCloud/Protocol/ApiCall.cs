using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.VCloud.Model;

namespace MigrationOrchestrator.Emulators.VCloud.Protocol;

/// <summary>One authenticated call.</summary>
/// <param name="Http">The request.</param>
/// <param name="Version">The version that its Accept header asks for.</param>
/// <param name="Session">As whom.</param>
/// <param name="Body">The XML that it sends, or null.</param>
internal sealed record ApiCall(HttpContext Http, ApiVersion Version, SessionModel Session, XElement? Body)
{
    /// <summary>Makes addresses of this cloud, as the client sees it.</summary>
    public Addresses To { get; } = new($"{Http.Request.Scheme}://{Http.Request.Host}");

    /// <summary>A part of the route.</summary>
    public string Route(string name) => (string?)Http.Request.RouteValues[name] ?? "";

    /// <exception cref="ApiFault">There is no body, or it is another one.</exception>
    public XElement NeededBody(string root) => Body is not null && Body.Name == Vc.Ns + root ? Body
        : throw ApiFault.BadRequest($"Bad request: validation error: an element {root} of the namespace {Vc.Ns} is needed.");
}

/// <summary>What is answered: XML of a media type, or only a status.</summary>
internal sealed record ApiAnswer(int Status, string? MediaType = null, XElement? Body = null)
{
    public string? Location { get; init; }

    public static ApiAnswer Ok(string mediaType, XElement body) => new(200, mediaType, body);

    public static ApiAnswer Created(string mediaType, XElement body, string location) => new(201, mediaType, body) { Location = location };

    public static ApiAnswer Accepted(XElement task) => new(202, Vc.Task, task);

    public static ApiAnswer NoContent() => new(204);
}
