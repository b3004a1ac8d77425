using System.Text.Json;
using System.Text.Json.Serialization;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Journals;

namespace MigrationOrchestrator.Emulators.Hosting;

/// <summary>What <c>/_emulator/faults</c> takes and gives.</summary>
internal sealed record FaultSettings(long? BandwidthBytesPerSecond, IReadOnlyList<FaultRule>? Rules);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FaultSettings))]
[JsonSerializable(typeof(IReadOnlyList<JournalEntry>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
internal sealed partial class ControlJson : JsonSerializerContext;
