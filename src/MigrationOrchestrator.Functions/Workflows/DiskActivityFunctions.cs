using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;

namespace MigrationOrchestrator.Functions.Workflows;

/// <summary>The steps of a disk's migration as functions.</summary>
/// <param name="registry">The activities that both hosts share.</param>
public sealed class DiskActivityFunctions(TaskRegistry registry)
{
    /// <summary>Finds out how a disk can be read.</summary>
    [Function(nameof(ProbeDisk))]
    public Task<JsonElement> ProbeDiskAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Stages one chunk.</summary>
    [Function(nameof(DownloadChunk))]
    public Task<JsonElement> DownloadChunkAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Stages a disk that cannot be read in ranges.</summary>
    [Function(nameof(DownloadStream))]
    public Task<JsonElement> DownloadStreamAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Looks at the header of an image that still arrives.</summary>
    [Function(nameof(InspectArriving))]
    public Task<JsonElement> InspectArrivingAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Makes one object of the chunks.</summary>
    [Function(nameof(CommitDisk))]
    public Task<JsonElement> CommitDiskAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Checks the staged image.</summary>
    [Function(nameof(VerifyDownload))]
    public Task<JsonElement> VerifyDownloadAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Starts, polls or collects a conversion.</summary>
    [Function(nameof(ConvertDisk))]
    public Task<JsonElement> ConvertDiskAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);

    /// <summary>Reads the converted file back.</summary>
    [Function(nameof(SealDisk))]
    public Task<JsonElement> SealDiskAsync([ActivityTrigger] JsonElement input, FunctionContext context) => registry.RunAsync(input, context);
}
