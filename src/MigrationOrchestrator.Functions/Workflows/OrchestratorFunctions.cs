using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.DiskMigration;
using MigrationOrchestrator.Migrations.MachineMigration;

namespace MigrationOrchestrator.Functions.Workflows;

/// <summary>The orchestrators as functions. Nothing is awaited on the way: a turn belongs to the orchestrator's own thread.</summary>
/// <param name="registry">The orchestrators that both hosts share.</param>
public sealed class OrchestratorFunctions(TaskRegistry registry)
{
    /// <summary>Moves one machine.</summary>
    [Function(nameof(MigrateMachine))]
    public Task<JsonElement> MigrateMachineAsync([OrchestrationTrigger] TaskOrchestrationContext context) => registry.RunAsync(context);

    /// <summary>Moves one disk.</summary>
    [Function(nameof(MigrateDisk))]
    public Task<JsonElement> MigrateDiskAsync([OrchestrationTrigger] TaskOrchestrationContext context) => registry.RunAsync(context);

    /// <summary>Moves the machines of a batch.</summary>
    [Function(nameof(MigrateBatch))]
    public Task<JsonElement> MigrateBatchAsync([OrchestrationTrigger] TaskOrchestrationContext context) => registry.RunAsync(context);
}
