using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Identity;
using MigrationOrchestrator.OpenStack.Images;
using MigrationOrchestrator.OpenStack.Networking;
using MigrationOrchestrator.OpenStack.Volumes;

namespace MigrationOrchestrator.OpenStack;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(AccessAnswer))]
[JsonSerializable(typeof(ServerPage))]
[JsonSerializable(typeof(ServerAnswer))]
[JsonSerializable(typeof(CreatedServerAnswer))]
[JsonSerializable(typeof(InterfacesAnswer))]
[JsonSerializable(typeof(FlavorPage))]
[JsonSerializable(typeof(FlavorAnswer))]
[JsonSerializable(typeof(LimitsAnswer))]
[JsonSerializable(typeof(Image))]
[JsonSerializable(typeof(ImagePage))]
[JsonSerializable(typeof(NetworkPage))]
[JsonSerializable(typeof(NetworkAnswer))]
[JsonSerializable(typeof(VolumePage))]
[JsonSerializable(typeof(VolumeAnswer))]
[JsonSerializable(typeof(VolumeSnapshotPage))]
[JsonSerializable(typeof(VolumeSnapshotAnswer))]
internal sealed partial class OpenStackJson : JsonSerializerContext;
