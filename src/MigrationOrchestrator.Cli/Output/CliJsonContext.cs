using System.Text.Json;
using System.Text.Json.Serialization;
using MigrationOrchestrator.Cli.Commands;
using MigrationOrchestrator.Cli.Demo;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Images;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Generated metadata of what only the command line writes and reads.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommandError))]
[JsonSerializable(typeof(EmulatedClouds))]
[JsonSerializable(typeof(InspectionAnswer))]
[JsonSerializable(typeof(KeptCheckpoint))]
[JsonSerializable(typeof(List<ReplayAnswer>))]
[JsonSerializable(typeof(List<HistoryCheckAnswer>))]
[JsonSerializable(typeof(OwnerFile))]
[JsonSerializable(typeof(ProgressAnswer))]
[JsonSerializable(typeof(ServingAnswer))]
[JsonSerializable(typeof(StartedAnswer))]
[JsonSerializable(typeof(SweepAnswer))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
