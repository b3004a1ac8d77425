using System.Globalization;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>Headers of the vCloud API.</summary>
internal static class VCloudHeaders
{
    public const string LegacyToken = "x-vcloud-authorization";
    public const string AccessToken = "X-VMWARE-VCLOUD-ACCESS-TOKEN";
    public const string RequestId = "X-VMWARE-VCLOUD-REQUEST-ID";
    public const string ClientRequestId = "X-VMWARE-VCLOUD-CLIENT-REQUEST-ID";

    /// <summary>The cloud's id of the request, for its support; null where the answer did not come from it.</summary>
    public static string? RequestIdOf(HttpResponseMessage answer)
        => answer.Headers.TryGetValues(RequestId, out IEnumerable<string>? values) && values.FirstOrDefault() is { Length: > 0 and <= 200 } id ? id : null;

    /// <summary>Seconds after which another try is allowed, or null.</summary>
    public static double? RetryAfterOf(HttpResponseMessage answer)
        => answer.Headers.TryGetValues("Retry-After", out IEnumerable<string>? values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out double seconds)
            ? Math.Min(seconds, 86400)
            : null;
}
