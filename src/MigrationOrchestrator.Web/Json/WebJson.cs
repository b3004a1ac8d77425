using System.Text.Json;
using System.Text.Json.Serialization;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Web.Json;

/// <summary>The JSON of the HTTP interface: the dialect of <see cref="DurableJson"/>, with generated metadata for the types of the wire.</summary>
public static class WebJson
{
    /// <summary>The options that answers are written with, and that clients read them with.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

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
}
