using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Durable;

/// <summary>Where an instance stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrchestrationStatus>))]
public enum OrchestrationStatus
{
    /// <summary>Accepted; no turn has run yet.</summary>
    Pending,

    /// <summary>At least one turn has run.</summary>
    Running,

    /// <summary>Stopped by a client; messages are kept until it is resumed.</summary>
    Suspended,

    /// <summary>Today's code does not match the recorded history; a fixed deployment goes on with it.</summary>
    Blocked,

    /// <summary>Finished with an output.</summary>
    Completed,

    /// <summary>Finished with a failure; it can be rewound.</summary>
    Failed,

    /// <summary>Stopped for good by a client.</summary>
    Terminated,
}
