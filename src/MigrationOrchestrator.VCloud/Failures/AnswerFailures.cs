using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Failures;

/// <summary>Turns an answer that is no success into a failure: by status, by vCloud's own minor code, and by the few messages that have no code.</summary>
internal static class AnswerFailures
{
    /// <summary>The failure that an answer means, or null for a success.</summary>
    public static async ValueTask<Exception?> FromAsync(HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
        {
            return answer.StatusCode == HttpStatusCode.NoContent && NeedsContent(answer.RequestMessage!) ? VCloudFailures.BadAnswer("it is empty.", VCloudHeaders.RequestIdOf(answer)) : null;
        }

        CloudError error = await ReadErrorAsync(answer);
        string? requestId = VCloudHeaders.RequestIdOf(answer) ?? error.RequestId;
        string call = RouteTemplate.Of(answer.RequestMessage);
        int status = (int)answer.StatusCode;
        (string code, bool transient, string? remedy) = Classify(answer.StatusCode, error);
        string said = error.Message.Length > 0 ? $": {error.Message}" : ".";
        string minor = error.MinorCode is { Length: > 0 } ? $" {error.MinorCode}" : "";
        return VCloudFailures.Of(code, $"{call} was answered with {status}{minor}{said}", transient, remedy, requestId, VCloudHeaders.RetryAfterOf(answer));
    }

    /// <summary>The failure that a task's error means.</summary>
    public static FailureException OfTask(CloudTask task)
    {
        CloudError error = task.Error ?? new CloudError(0, null, $"The task ended as '{task.Status}'.");
        (string code, bool transient, string? remedy) = error.MajorCode is >= 400 and <= 599
            ? Classify((HttpStatusCode)error.MajorCode, error)
            : ("cloud.task_failed", false, null);
        code = code is FailureCodes.Unavailable or "cloud.bad_request" ? "cloud.task_failed" : code;
        string minor = error.MinorCode is { Length: > 0 } ? $" ({error.MinorCode})" : "";
        return VCloudFailures.Of(code, $"The cloud gave up '{task.Operation}'{minor}: {error.Message}", transient && code != "cloud.task_failed", remedy, error.RequestId);
    }

    private static (string Code, bool Transient, string? Remedy) Classify(HttpStatusCode status, CloudError error) => status switch
    {
        _ when error.MinorCode == "DUPLICATE_NAME" || error.Message.StartsWith("There is already a", StringComparison.Ordinal)
            => (FailureCodes.DuplicateName, false, "Choose another name or remove what has this one."),
        _ when error.Message.Contains("quota", StringComparison.OrdinalIgnoreCase)
            => ("cloud.quota", false, "Free space in the vDC or have its quota raised."),
        _ when error.MinorCode is "BUSY_ENTITY" => (FailureCodes.Busy, true, null),
        HttpStatusCode.Unauthorized => (FailureCodes.Unauthorized, false, "Check the organisation, the user and the password or token of the registration."),
        HttpStatusCode.Forbidden => (FailureCodes.Forbidden, false, "Check that the thing is still there and that the user's role allows this."),
        HttpStatusCode.NotFound => (FailureCodes.NotFound, false, null),
        HttpStatusCode.NotAcceptable => ("cloud.version_refused", false, "Set apiVersion of the registration to a version that the cloud offers."),
        HttpStatusCode.RequestTimeout => (FailureCodes.Timeout, true, null),
        HttpStatusCode.Conflict => (FailureCodes.Busy, true, null),
        HttpStatusCode.RequestedRangeNotSatisfiable => (FailureCodes.OutOfOrder, true, null),
        HttpStatusCode.TooManyRequests => ("cloud.throttled", true, null),
        >= HttpStatusCode.InternalServerError => (FailureCodes.Unavailable, true, null),
        >= HttpStatusCode.BadRequest => ("cloud.bad_request", false, null),
        _ => ("cloud.protocol", false, "Check that the endpoint is a vCloud Director's API and not a proxy; redirects are not followed."),
    };

    /// <summary>Only a deletion and a cancellation may succeed without a word.</summary>
    private static bool NeedsContent(HttpRequestMessage request)
        => request.Method == HttpMethod.Get || request.Method == HttpMethod.Post && request.RequestUri?.AbsolutePath.EndsWith("/action/cancel", StringComparison.Ordinal) == false;

    private static async Task<CloudError> ReadErrorAsync(HttpResponseMessage answer)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        string type = answer.Content.Headers.ContentType?.MediaType ?? "";
        try
        {
            return type.EndsWith("xml", StringComparison.Ordinal) && BoundedXml.Parse(body) is { Name.LocalName: "Error" } root ? CloudError.Read(root)
                : type.EndsWith("json", StringComparison.Ordinal) ? ReadJson(body)
                : CloudError.None;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return CloudError.None;
        }
    }

    private static CloudError ReadJson(byte[] body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? new CloudError(0, Text(document.RootElement, "minorErrorCode"), Text(document.RootElement, "message") ?? "")
            : CloudError.None;
    }

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
