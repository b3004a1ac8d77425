using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;

namespace MigrationOrchestrator.Functions.Workflows;

/// <summary>The steps of a machine's migration as functions.</summary>
/// <param name="registry">The activities that both hosts share.</param>
public sealed class MachineActivityFunctions(TaskRegistry registry)
{
    /// <summary>Authenticates at a cloud.</summary>
    [Function(nameof(Authenticate))]
    public Task<JsonElement> AuthenticateAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Plans.</summary>
    [Function(nameof(PlanMigration))]
    public Task<JsonElement> PlanMigrationAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Takes a snapshot, or waits a little for it.</summary>
    [Function(nameof(TakeSnapshot))]
    public Task<JsonElement> TakeSnapshotAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Writes the OVF descriptor.</summary>
    [Function(nameof(WriteDescriptor))]
    public Task<JsonElement> WriteDescriptorAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Announces the files to the target.</summary>
    [Function(nameof(BeginDelivery))]
    public Task<JsonElement> BeginDeliveryAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Asks how far the target is.</summary>
    [Function(nameof(PollDelivery))]
    public Task<JsonElement> PollDeliveryAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Uploads pieces for at most 90 seconds and those of one piece more.</summary>
    [Function(nameof(UploadFile))]
    public Task<JsonElement> UploadFileAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Makes the machine, or waits a little for it.</summary>
    [Function(nameof(DeployMachine))]
    public Task<JsonElement> DeployMachineAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Removes one thing that was created.</summary>
    [Function(nameof(RemoveResource))]
    public Task<JsonElement> RemoveResourceAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Breaks off the long steps of orchestrations that do not go on.</summary>
    [Function(nameof(BreakOff))]
    public Task<JsonElement> BreakOffAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Removes what is staged.</summary>
    [Function(nameof(RemoveStaged))]
    public Task<JsonElement> RemoveStagedAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);
}
