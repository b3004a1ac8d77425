namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>One scheduled activity.</summary>
/// <param name="Instance">The instance's key.</param>
/// <param name="InstanceId">The instance's id.</param>
/// <param name="Step">The step that scheduled it.</param>
/// <param name="Generation">The generation that scheduled it.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="Input">Its input as JSON.</param>
/// <param name="Attempts">How often it was started, this time included.</param>
internal sealed record TaskRow(long Instance, InstanceId InstanceId, int Step, long Generation, string Name, string Input, int Attempts)
{
    /// <summary>The span that started the instance; kept in the instance's row.</summary>
    public string? TraceParent { get; init; }
}
