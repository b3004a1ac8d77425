using System.Text.Json;

namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>Another orchestrator behind JSON, with a call before its first line.</summary>
internal sealed class WatchedOrchestrator(RegisteredOrchestrator orchestrator, Action begin) : Orchestrator<JsonElement, JsonElement>
{
    public static OrchestratorName<JsonElement, JsonElement> Name(RegisteredOrchestrator orchestrator) => new(orchestrator.Name);

    public override async Task<JsonElement> RunAsync(OrchestrationContext context, JsonElement input)
    {
        begin();
        string output = await orchestrator.RunAsync(context, input.GetRawText());
        return JsonElement.Parse(output);
    }
}
