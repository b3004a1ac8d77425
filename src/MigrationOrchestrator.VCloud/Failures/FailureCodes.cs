namespace MigrationOrchestrator.VCloud.Failures;

/// <summary>The codes of this cloud's failures that code looks at.</summary>
internal static class FailureCodes
{
    /// <summary>401: the session is unknown, or the credentials are wrong.</summary>
    public const string Unauthorized = "cloud.unauthorized";

    /// <summary>403: no right, or (vCloud Director's habit) no such id.</summary>
    public const string Forbidden = "cloud.forbidden";

    /// <summary>404.</summary>
    public const string NotFound = "cloud.not_found";

    /// <summary>400 DUPLICATE_NAME, or a name that somebody else's resource has.</summary>
    public const string DuplicateName = "cloud.duplicate_name";

    /// <summary>409 BUSY_ENTITY: something else works on the resource.</summary>
    public const string Busy = "cloud.busy";

    /// <summary>416: a piece did not begin where the last one ended, or a load balancer lost track.</summary>
    public const string OutOfOrder = "cloud.out_of_order";

    /// <summary>5xx.</summary>
    public const string Unavailable = "cloud.unavailable";

    /// <summary>No connection, or it broke.</summary>
    public const string Unreachable = "cloud.unreachable";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "cloud.timeout";

    /// <summary>The resource is not there, or at least not for us.</summary>
    public static bool MeansAbsent(string code) => code is NotFound or Forbidden;

    /// <summary>A transfer may go on from where the cloud says after such a failure.</summary>
    public static bool MeansInterrupted(string code) => code is OutOfOrder or Unavailable or Unreachable or Timeout or Unauthorized or Busy;
}
