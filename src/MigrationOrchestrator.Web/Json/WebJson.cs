using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Web.Json;

/// <summary>The JSON of the HTTP interface: the dialect of <see cref="DurableJson"/>, with generated metadata for the types of the wire.</summary>
public static class WebJson
{
    /// <summary>The options that answers are written with, and that clients read them with.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The options that request bodies are read with: unknown and missing members are errors, so that a typing mistake is not a silent default.</summary>
    public static JsonSerializerOptions Strict { get; } = CreateStrict();

    /// <summary>Gives a host's own options the dialect.</summary>
    internal static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = DurableJson.Options.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = DurableJson.Options.DefaultIgnoreCondition;
        options.RespectNullableAnnotations = DurableJson.Options.RespectNullableAnnotations;
        options.AllowOutOfOrderMetadataProperties = DurableJson.Options.AllowOutOfOrderMetadataProperties;
        options.TypeInfoResolverChain.Insert(0, WebJsonContext.Default);
        foreach (JsonConverter converter in DurableJson.Options.Converters)
        {
            options.Converters.Add(converter);
        }
    }

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions CreateStrict()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            MaxDepth = 16,
        };
        Apply(options);

        // Generated metadata would give the init-only members that a body leaves out their type's default instead of their own.
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        options.MakeReadOnly();
        return options;
    }
}
