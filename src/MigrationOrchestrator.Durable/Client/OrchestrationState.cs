using System.Text.Json;

namespace MigrationOrchestrator.Durable;

/// <summary>What a client can know of an instance at one moment.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Name">Its orchestrator's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="UpdatedAt">When its last turn was committed.</param>
public sealed record OrchestrationState(InstanceId InstanceId, string Name, OrchestrationStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The workflow's version that was fixed at start; empty where none was.</summary>
    public string Version { get; init; } = "";

    /// <summary>The parent's id, or null for an instance that a client started.</summary>
    public InstanceId? ParentId { get; init; }

    /// <summary>The input as JSON; null where it was not asked for.</summary>
    public string? Input { get; init; }

    /// <summary>The output as JSON once completed; null before, or where it was not asked for.</summary>
    public string? Output { get; init; }

    /// <summary>What the orchestrator published last, as JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>Why it failed, was terminated or is blocked.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Whether nothing further can happen unless a client rewinds or restarts it.</summary>
    public bool IsFinished => Status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated;

    /// <summary>Reads the output.</summary>
    /// <exception cref="InvalidOperationException">There is none (yet).</exception>
    public T ReadOutput<T>() => Output is { } json ? DurableJson.Deserialize<T>(json)! : throw new InvalidOperationException($"Instance '{InstanceId}' has no output; its status is {Status}.");

    /// <summary>Reads the custom status, or the default where none was published.</summary>
    /// <exception cref="JsonException">It is of another shape.</exception>
    public T? ReadCustomStatus<T>() => CustomStatus is { } json ? DurableJson.Deserialize<T>(json) : default;
}
