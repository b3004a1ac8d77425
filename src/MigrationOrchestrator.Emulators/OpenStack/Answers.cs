using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MigrationOrchestrator.Emulators.OpenStack;

/// <summary>Answers in the shapes of the services: each has its own way to say no.</summary>
internal static class Answers
{
    public static Task JsonAsync(this HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>204, and 202 of some actions: no body; Glance says text/html even so.</summary>
    public static Task EmptyAsync(this HttpContext context, int status, string? contentType = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = status == StatusCodes.Status204NoContent ? null : 0;
        return Task.CompletedTask;
    }

    public static Task KeystoneErrorAsync(this HttpContext context, int status, string message)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = $"Keystone uri=\"http://{context.Request.Host}/identity/v3\"";
        }

        return context.JsonAsync(status, new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["title"] = ReasonPhrases.GetReasonPhrase(status) } });
    }

    public static Task NovaErrorAsync(this HttpContext context, int status, string message) => context.JsonAsync(status, new JsonObject
    {
        [status switch
        {
            400 => "badRequest",
            403 => "forbidden",
            404 => "itemNotFound",
            409 => "conflictingRequest",
            _ => "computeFault",
        }] = new JsonObject { ["code"] = status, ["message"] = message },
    });

    public static Task NeutronErrorAsync(this HttpContext context, int status, string type, string message)
        => context.JsonAsync(status, new JsonObject { ["NeutronError"] = new JsonObject { ["type"] = type, ["message"] = message, ["detail"] = "" } });

    /// <summary>Glance's errors are HTML for whoever takes anything, even for JSON requests; JSON with tags, or plain text, for whoever does not.</summary>
    public static Task GlanceErrorAsync(this HttpContext context, int status, string message)
    {
        string accept = context.Request.Headers.Accept.ToString();
        string reason = status == 416 ? "Request Range Not Satisfiable" : ReasonPhrases.GetReasonPhrase(status);
        (string type, string page) = accept switch
        {
            _ when accept.Contains("html", StringComparison.Ordinal) || accept.Contains("*/*", StringComparison.Ordinal) => (
                "text/html; charset=UTF-8",
                $"<html>\n <head>\n  <title>{status} {reason}</title>\n </head>\n <body>\n  <h1>{status} {reason}</h1>\n  {WebUtility.HtmlEncode(message)}<br /><br />\n\n\n\n </body>\n</html>"),
            _ when accept.Contains("json", StringComparison.Ordinal) => (
                "application/json",
                new JsonObject { ["message"] = $"{WebUtility.HtmlEncode(message)}<br /><br />\n\n\n", ["code"] = $"{status} {reason}", ["title"] = reason }.ToJsonString()),
            _ => ("text/plain; charset=UTF-8", $"{status} {reason}\n\n{message}\n\n   "),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(page);
        return context.Response.WriteAsync(page, context.RequestAborted);
    }

    public static async Task<JsonObject?> ReadObjectAsync(this HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Text at a path of member names, or null where anything on the way is missing or of another kind.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = node is JsonObject container ? container[name] : null;
        }

        return node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
    }

    /// <summary>An object at a path of member names, or null.</summary>
    public static JsonObject? Object(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = node is JsonObject container ? container[name] : null;
        }

        return node as JsonObject;
    }
}
