namespace MigrationOrchestrator.Migrations.Status;

/// <summary>Questions about <see cref="MigrationState"/>.</summary>
public static class MigrationStates
{
    /// <summary>Whether a migration has ended: nothing further happens to it by itself.</summary>
    public static bool HasEnded(this MigrationState state)
        => state is MigrationState.Done or MigrationState.Stopped or MigrationState.Cancelled or MigrationState.Terminated or MigrationState.Failed;
}
