using System.Text.Json;

namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>Another activity behind JSON, with a call before its first line: hosts in memory run activities inside the flow of the code that calls them.</summary>
internal sealed class UnwatchedActivity(RegisteredActivity activity, IServiceProvider services, Action begin) : Activity<JsonElement, JsonElement>
{
    public static ActivityName<JsonElement, JsonElement> Name(RegisteredActivity activity) => new(activity.Name);

    public override async Task<JsonElement> RunAsync(ActivityContext context, JsonElement input, CancellationToken cancellation)
    {
        begin();
        return JsonElement.Parse(await activity.RunAsync(services, context, input.GetRawText(), cancellation));
    }
}
