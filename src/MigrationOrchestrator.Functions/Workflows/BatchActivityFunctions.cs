using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Migrations.Batches.Activities;

namespace MigrationOrchestrator.Functions.Workflows;

/// <summary>The steps of a batch as functions.</summary>
/// <param name="registry">The activities that both hosts share.</param>
public sealed class BatchActivityFunctions(TaskRegistry registry)
{
    /// <summary>Gives a batch's machines, a page at a time.</summary>
    [Function(nameof(ReadBatch))]
    public Task<JsonElement> ReadBatchAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);
}
