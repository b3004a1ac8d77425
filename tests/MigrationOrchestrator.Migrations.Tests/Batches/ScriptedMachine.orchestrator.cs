using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Receipts;

namespace MigrationOrchestrator.Migrations.Tests.Batches;

/// <summary>Stands in for a machine's migration: it ends as the test says by an event, at once where the machine's name says so, or as cancelled.</summary>
internal sealed class ScriptedMachine : Orchestrator<MigrationRequest, Receipt>
{
    /// <summary>Machines whose name begins with this arrive at once.</summary>
    public const string Quick = "quick-";

    /// <summary>The event that ends a machine; its payload is the outcome.</summary>
    public const string EndEvent = "end";

    public override async Task<Receipt> RunAsync(OrchestrationContext context, MigrationRequest input)
    {
        DateTimeOffset startedAt = context.CurrentUtc;
        if (input.Source.Machine.StartsWith(Quick, StringComparison.Ordinal))
        {
            return Receipt(MigrationOutcome.Delivered);
        }

        Task<MigrationOutcome> end = context.WaitForExternalEventAsync<MigrationOutcome>(EndEvent);
        Task<CancelRequest> cancel = context.WaitForExternalEventAsync<CancelRequest>(CancelRequest.EventName);
        return Receipt(await Task.WhenAny(end, cancel) == end ? await end : MigrationOutcome.Cancelled);

        Receipt Receipt(MigrationOutcome outcome) => new(context.InstanceId, outcome, startedAt, context.CurrentUtc, null, null, null, [], []);
    }
}
