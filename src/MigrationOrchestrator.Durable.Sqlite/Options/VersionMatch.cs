namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>Which instances a host runs, by the workflow version that was fixed when they started.</summary>
public enum VersionMatch
{
    /// <summary>All of them; the code branches on its context's version.</summary>
    None,

    /// <summary>Those of exactly the host's version; others are blocked until a host of theirs starts.</summary>
    Strict,

    /// <summary>Those of the host's version and older ones, compared as dotted numbers; newer ones are blocked until a newer host starts.</summary>
    CurrentOrOlder,
}
