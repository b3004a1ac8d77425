namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>What a command wants from the data folder.</summary>
internal enum DeskUse
{
    /// <summary>To look, to plan, or to change clouds: the engine's work stands still.</summary>
    Look,

    /// <summary>To start or steer migrations: the engine runs, here or in the owner.</summary>
    Work,
}
