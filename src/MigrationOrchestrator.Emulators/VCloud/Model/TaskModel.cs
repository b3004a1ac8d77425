using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Model;

/// <summary>A task. All changes happen under the cloud's lock.</summary>
internal sealed class TaskModel(OrgModel org, string operationName, string operation, TaskOwner owner, DateTimeOffset started)
{
    public Guid Id { get; } = Guid.NewGuid();

    public OrgModel Org => org;

    public string OperationName => operationName;

    public string Operation { get; set; } = operation;

    public TaskOwner Owner => owner;

    public DateTimeOffset Started => started;

    public DateTimeOffset? Ended { get; private set; }

    public string Status { get; private set; } = "running";

    public int Progress { get; set; }

    public ApiFault? Error { get; private set; }

    public bool CancelRequested { get; private set; }

    /// <summary>What happens when it is cancelled; null where it cannot be.</summary>
    public Action? WhenCancelled { get; init; }

    public bool IsOpen => Ended is null;

    public void Succeed(DateTimeOffset now)
    {
        Progress = 100;
        End("success", now);
    }

    public void Fail(ApiFault error, DateTimeOffset now)
    {
        Error = error;
        End("error", now);
    }

    public void Cancel(DateTimeOffset now)
    {
        CancelRequested = true;
        End("canceled", now);
        WhenCancelled?.Invoke();
    }

    private void End(string status, DateTimeOffset now)
    {
        if (IsOpen)
        {
            Status = status;
            Ended = now;
        }
    }
}

/// <summary>What a task works on.</summary>
internal sealed record TaskOwner(string Type, string Name, Func<Addresses, string> Href);
