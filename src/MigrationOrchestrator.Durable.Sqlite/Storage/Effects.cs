namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>What the engine must do in memory once a write operation is committed; nothing of it happens where it is not.</summary>
internal sealed class Effects
{
    /// <summary>Messages for instances.</summary>
    public List<(long Instance, Message Message)> Messages { get; } = [];

    /// <summary>Activities to run.</summary>
    public List<TaskRow> Tasks { get; } = [];

    /// <summary>Timers to wait for.</summary>
    public List<TimerRow> Timers { get; } = [];

    /// <summary>Timers to wait for no longer.</summary>
    public List<(long Instance, int Step, long Generation)> CancelledTimers { get; } = [];

    /// <summary>Instances whose turn has come without a message.</summary>
    public List<long> Kicked { get; } = [];

    /// <summary>Instances whose state in memory is out of date, and whether turns are held from now on.</summary>
    public List<(long Instance, bool IsHeld)> Changed { get; } = [];

    /// <summary>Instances whose running activities and timers are not wanted any more.</summary>
    public List<long> Abandoned { get; } = [];

    /// <summary>Instances that a client has stopped for good, with the fact that says so.</summary>
    public List<(InstanceRow Row, ExecutionTerminated End)> Terminated { get; } = [];

    /// <summary>Instances that are finished or gone.</summary>
    public List<(long Instance, InstanceId Id)> Ended { get; } = [];
}
