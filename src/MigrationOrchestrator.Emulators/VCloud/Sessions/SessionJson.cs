using System.Text.Json;
using System.Text.Json.Serialization;

namespace MigrationOrchestrator.Emulators.VCloud.Sessions;

internal sealed record NamedReference(string Name);

internal sealed record ModernSession(string Id, NamedReference User, NamedReference Org);

internal sealed record CloudApiError(string MinorErrorCode, string Message, string? StackTrace);

internal sealed record OAuthAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken);

internal sealed record OAuthError(string Error, [property: JsonPropertyName("error_description")] string Description);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ModernSession))]
[JsonSerializable(typeof(CloudApiError))]
[JsonSerializable(typeof(OAuthAnswer))]
[JsonSerializable(typeof(OAuthError))]
internal sealed partial class SessionJson : JsonSerializerContext;
