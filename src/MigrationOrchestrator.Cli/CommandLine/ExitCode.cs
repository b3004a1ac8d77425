namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>What <c>migrator</c> ends with; other people's scripts hold on to these.</summary>
internal static class ExitCode
{
    /// <summary>What was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or input; nothing was started.</summary>
    public const int WrongInput = 2;

    /// <summary>The plan stopped it, or nobody approved.</summary>
    public const int StoppedByPlan = 3;

    /// <summary>Interrupted; what is durable goes on later.</summary>
    public const int Interrupted = 130;
}
