using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>A task of the cloud.</summary>
/// <param name="Href">Its address.</param>
/// <param name="Status">queued, preRunning, running, success, error, canceled or aborted.</param>
/// <param name="Operation">What it does, for people.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Progress">Percent, or null.</param>
/// <param name="Cancel">Where it can be cancelled, or null.</param>
internal sealed record CloudTask(Uri Href, string Status, string Operation, CloudError? Error, int? Progress, Uri? Cancel)
{
    public bool HasSucceeded => Status == "success";

    public bool HasFailed => Status is "error" or "canceled" or "aborted";

    public bool IsOpen => !HasSucceeded && !HasFailed;

    public static CloudTask Read(XElement element) => new(
        element.Href(),
        element.NeededText("status"),
        element.Text("operation") ?? element.Text("operationName") ?? "",
        element.Child("Error") is { } error ? CloudError.Read(error) : null,
        element.NumberOf("Progress") is { } progress ? (int)Math.Clamp(progress, 0, 100) : null,
        Link.ReadAll(element).Find("task:cancel")?.Href);

    /// <summary>The tasks inside a resource.</summary>
    public static IReadOnlyList<CloudTask> ReadAll(XElement resource) => [.. resource.Child("Tasks")?.Children("Task").Select(Read) ?? []];
}
