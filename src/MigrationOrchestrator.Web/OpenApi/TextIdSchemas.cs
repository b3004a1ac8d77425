using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Web.OpenApi;

/// <summary>Describes ids that are written as text (their converters hide that from the schema generator).</summary>
internal static class TextIdSchemas
{
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (IsTextId(context.JsonTypeInfo))
        {
            schema.Type = JsonSchemaType.String;
        }

        return Task.CompletedTask;
    }

    private static bool IsTextId(JsonTypeInfo info)
    {
        Type type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        return type == typeof(InstanceId) || type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ITextId<>));
    }
}
