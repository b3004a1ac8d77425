namespace MigrationOrchestrator.Durable.CrashHost;

/// <summary>Calls the activity that takes the process down.</summary>
internal sealed class DeadlyOrchestrator : Orchestrator<string, string>
{
    public override Task<string> RunAsync(OrchestrationContext context, string input) => context.CallActivityAsync(Poison.Deadly, input);
}
