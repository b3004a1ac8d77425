using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>Runs the registered orchestrators and activities for their functions; failures leave as <see cref="CrossingFailure"/>.</summary>
internal static class Turns
{
    /// <summary>Runs the orchestrator that the context names.</summary>
    public static async Task<JsonElement> RunAsync(this TaskRegistry registry, TaskOrchestrationContext context)
    {
        string name = context.Name.Name;
        try
        {
            string output = await registry.Orchestrators[name].RunAsync(new FunctionsOrchestrationContext(context), Payload.Text(context.GetInput<JsonElement?>()));
            return Payload.Parse(PayloadLimit.Checked(output, $"output of orchestration '{name}'"));
        }
        catch (Exception failed)
        {
            throw CrossingFailure.Pack(failed);
        }
    }

    /// <summary>Runs the activity whose function was called.</summary>
    public static async Task<JsonElement> RunAsync(this TaskRegistry registry, JsonElement input, FunctionContext context)
    {
        string name = context.FunctionDefinition.Name;
        try
        {
            ActivityContext asked = new(CallerOf(context), name);
            string output = await registry.Activities[name].RunAsync(context.InstanceServices, asked, Payload.Text(input), context.CancellationToken);
            return Payload.Parse(PayloadLimit.Checked(output, $"output of activity '{name}'"));
        }
        catch (Exception failed)
        {
            throw CrossingFailure.Pack(failed);
        }
    }

    /// <summary>The calling instance, which the host gives as binding data.</summary>
    private static InstanceId CallerOf(FunctionContext context)
        => context.BindingContext.BindingData.GetValueOrDefault("instanceId")?.ToString()?.Trim('"') is { } id && InstanceId.IsValid(id)
            ? new InstanceId(id)
            : throw new InvalidOperationException($"The host did not say which instance calls '{context.FunctionDefinition.Name}'.");
}
