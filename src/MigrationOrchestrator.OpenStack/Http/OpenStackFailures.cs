using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Secrets;
using Polly.Timeout;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>Turns what goes wrong on the wire into failures as data.</summary>
internal static class OpenStackFailures
{
    private static readonly HttpRequestOptionsKey<Secret> SecretKey = new(RequestFacts.SecretOption);

    extension(HttpResponseMessage response)
    {
        /// <summary>The cloud's own id of the request: Nova's and Glance's <c>X-Openstack-Request-Id</c>, or older Nova's <c>X-Compute-Request-Id</c>.</summary>
        public string? RequestId => Header(response, "X-Openstack-Request-Id") ?? Header(response, "X-Compute-Request-Id");
    }

    /// <summary>A failure of this library's own making.</summary>
    public static FailureException Fail(string code, string message, string? remedy = null, bool transient = false)
        => new(new Failure(code, message, transient) { Provider = OpenStackProvider.KindName, Remedy = remedy });

    /// <summary>What an unsuccessful answer means, or null where it is successful.</summary>
    public static async ValueTask<Exception?> FromAnswerAsync(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            return null;
        }

        HttpRequestMessage? request = response.RequestMessage;
        string said = request is null ? "" : Scrubbed(request, await ErrorText.ReadAsync(response, CancellationToken.None));
        Meaning meaning = Meaning.Of(response.StatusCode, said);
        return new FailureException(new Failure(
            meaning.Code,
            $"{request?.Call} at {request?.RequestUri?.Authority} was answered {(int)response.StatusCode} {response.ReasonPhrase}{(said.Length > 0 ? ": " + said : ".")}",
            meaning.Transient)
        {
            Provider = OpenStackProvider.KindName,
            RequestId = response.RequestId,
            RetryAfterSeconds = RetryAfter(response),
            Remedy = meaning.Remedy,
        });
    }

    /// <summary>What an exception of the transport means; a cancellation that the caller asked for stays one.</summary>
    public static Exception FromTransport(HttpRequestMessage request, Exception wrong, CancellationToken cancellation)
    {
        string where = $"{request.Call} at {request.RequestUri?.Authority}";
        return wrong switch
        {
            FailureException => wrong,
            OperationCanceledException when cancellation.IsCancellationRequested => wrong,
            TimeoutRejectedException or OperationCanceledException => Wrap(
                "cloud.timeout", $"{where} was not answered in time.", "Try again; check that the cloud is up and the network is not overloaded.", transient: true),
            HttpRequestException { InnerException: AuthenticationException } => Wrap(
                "cloud.tls", $"{where}: the cloud's certificate is not trusted.", "Set cacert to the PEM file of the cloud's certificate authority."),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => Wrap(
                "cloud.protocol", $"{where} was answered with more bytes than such an answer may have.", "Check that the endpoint is an OpenStack service."),
            HttpRequestException or IOException => Wrap(
                "cloud.unreachable", $"{where} failed: {wrong.Message}", "Check the endpoint's address, the network and any proxy; try again.", transient: true),
            _ => wrong,
        };

        FailureException Wrap(string code, string message, string remedy, bool transient = false)
            => new(Fail(code, message, remedy, transient).Failure, wrong);
    }

    /// <summary>An answer that is not what the protocol says.</summary>
    public static Exception FromContent(HttpResponseMessage response, Exception wrong) => wrong is JsonException or NotSupportedException
        ? new FailureException(
            new Failure("cloud.protocol", $"{response.RequestMessage?.Call} at {response.RequestMessage?.RequestUri?.Authority} was answered with something that is no such answer.")
            {
                Provider = OpenStackProvider.KindName,
                RequestId = response.RequestId,
                Remedy = "Check that the endpoint is an OpenStack service and not a proxy's page.",
            },
            wrong)
        : wrong;

    private static string Scrubbed(HttpRequestMessage request, string said)
    {
        IEnumerable<string> secrets = request.Headers.TryGetValues(SessionHandler.TokenHeader, out IEnumerable<string>? tokens) ? tokens : [];
        if (request.Options.TryGetValue(SecretKey, out Secret? secret))
        {
            secrets = secrets.Append(secret.Reveal());
        }

        return secrets.Where(text => text.Length > 0).Aggregate(said, (line, text) => line.Replace(text, "***", StringComparison.Ordinal));
    }

    private static string? Header(HttpResponseMessage response, string name)
        => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() is { Length: > 0 and <= 100 } id ? id : null : null;

    private static double? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => Math.Max(0, delta.TotalSeconds),
        { Date: { } date } when response.Headers.Date is { } now => Math.Max(0, (date - now).TotalSeconds),
        _ => null,
    };

    private readonly record struct Meaning(string Code, bool Transient, string? Remedy)
    {
        public static Meaning Of(HttpStatusCode status, string said) => status switch
        {
            HttpStatusCode.Unauthorized => new("cloud.unauthorized", false, "Check the user, its domain, the project and the password or application credential."),
            HttpStatusCode.Forbidden or HttpStatusCode.RequestEntityTooLarge when IsQuota(status, said)
                => new("cloud.quota", false, "Free resources in the project or ask the cloud's operator for a higher quota."),
            HttpStatusCode.Forbidden => new("cloud.forbidden", false, "Use a user whose role in the project allows this, usually member."),
            HttpStatusCode.NotFound => new("cloud.not_found", false, "Check the id, the project and the region."),
            HttpStatusCode.Conflict => new("cloud.conflict", IsPassing(said), IsPassing(said) ? "It passes when the other task has ended; it is tried again." : null),
            HttpStatusCode.TooManyRequests => new("cloud.throttled", true, "The cloud limits the rate of requests; it is tried again later."),
            HttpStatusCode.RequestTimeout => new("cloud.timeout", true, null),
            >= HttpStatusCode.InternalServerError => new("cloud.unavailable", true, "The cloud has a problem of its own; it is tried again. Give its support the request id."),
            HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity => new("cloud.bad_request", false, null),
            _ => new("cloud.protocol", false, string.Create(CultureInfo.InvariantCulture, $"Status {(int)status} was not expected here; check the endpoint's address.")),
        };

        private static bool IsQuota(HttpStatusCode status, string said)
            => status == HttpStatusCode.RequestEntityTooLarge || said.Contains("quota", StringComparison.OrdinalIgnoreCase) || said.Contains("limit exceeded", StringComparison.OrdinalIgnoreCase);

        // Nova: "Cannot 'createImage' instance ... while it is in task_state image_uploading". Glance: "Image status transition from saving to saving is not allowed".
        private static bool IsPassing(string said)
            => said.Contains("task_state", StringComparison.Ordinal) || said.Contains("status transition from saving", StringComparison.Ordinal) || said.Contains("in use", StringComparison.Ordinal);
    }
}
