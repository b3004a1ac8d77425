using System.Globalization;
using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary>Tasks.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this ApiRoutes api, CloudModel cloud)
    {
        api.Map("GET", "/api/task/{id}", call => ApiAnswer.Ok(Vc.Task, Describe(Find(cloud, call), call.To)));
        api.Map("POST", "/api/task/{id}/action/cancel", call =>
        {
            TaskModel task = Find(cloud, call);
            if (task.WhenCancelled is null)
            {
                throw ApiFault.BadRequest($"The task {task.OperationName} cannot be cancelled.");
            }

            if (task.IsOpen)
            {
                task.Cancel(cloud.Now);
            }

            return ApiAnswer.NoContent();
        });
    }

    public static XElement Describe(TaskModel task, Addresses to) => Vc.El(
        "Task",
        Vc.At("cancelRequested", task.CancelRequested),
        Vc.At("expiryTime", Time(task.Started.AddDays(90))),
        Vc.At("operation", task.Operation),
        Vc.At("operationName", task.OperationName),
        Vc.At("serviceNamespace", "com.vmware.vcloud"),
        Vc.At("startTime", Time(task.Started)),
        Vc.At("endTime", task.Ended is { } ended ? Time(ended) : null),
        Vc.At("status", task.Status),
        Vc.At("name", "task"),
        Vc.At("id", $"urn:vcloud:task:{task.Id}"),
        Vc.At("type", Vc.Task),
        Vc.At("href", to.Task(task)),
        task is { IsOpen: true, WhenCancelled: not null } ? Vc.Link("task:cancel", null, $"{to.Task(task)}/action/cancel") : null,
        Vc.Ref("Owner", task.Owner.Type, task.Owner.Href(to), task.Owner.Name),
        task.Error?.ToXml(task.Id.ToString()),
        Vc.Ref("Organization", Vc.Org, to.Org(task.Org), task.Org.Name),
        Vc.El("Progress", task.Progress),
        Vc.El("Details"));

    /// <summary>The tasks inside a resource, or null where there are none.</summary>
    public static XElement? DescribeAll(IReadOnlyCollection<TaskModel> tasks, Addresses to) => tasks.Count == 0 ? null : Vc.El("Tasks", tasks.Select(task => Describe(task, to)));

    private static TaskModel Find(CloudModel cloud, ApiCall call) => CloudModel.Find(cloud.Tasks.Where(task => task.Org == call.Session.Org), task => task.Id, call.Route("id"));

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
