namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>The numeric <c>status</c> of templates and vApps (vCloud API reference, "ResourceEntity status"); those that we act on.</summary>
internal static class ResourceStatus
{
    public const int FailedCreation = -1;

    public const int Unresolved = 0;

    public const int Suspended = 3;

    public const int PoweredOn = 4;

    public const int PoweredOff = 8;

    public const int TransferTimeout = 17;

    private static readonly string[] Words =
    [
        "unresolved", "resolved", "deployed", "suspended", "powered on", "waiting for input", "unknown", "unrecognised", "powered off", "inconsistent", "mixed",
        "descriptor pending", "copying contents", "disk contents pending", "quarantined", "quarantine expired", "rejected", "transfer timed out", "undeployed", "partially deployed",
    ];

    /// <summary>The status for people.</summary>
    public static string Word(int status) => status == FailedCreation ? "failed" : status >= 0 && status < Words.Length ? Words[status] : $"status {status}";
}
