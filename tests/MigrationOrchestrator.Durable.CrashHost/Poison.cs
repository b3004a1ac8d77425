namespace MigrationOrchestrator.Durable.CrashHost;

/// <summary>An activity that no process survives.</summary>
internal static class Poison
{
    public static readonly ActivityName<string, string> Deadly = new("poison.Deadly");
    public static readonly OrchestratorName<string, string> CallDeadly = new("poison.CallDeadly");

    private static readonly InstanceId Victim = new("victim");

    public static TaskRegistry Register(TaskRegistry registry) => registry
        .AddActivity(Deadly, _ => new DeadlyActivity())
        .AddOrchestrator(CallDeadly, () => new DeadlyOrchestrator());

    /// <summary>Starts the victim where it is not there, waits for its end and says how it ended.</summary>
    public static async Task<string> RunAsync(IOrchestrationClient client)
    {
        if (await client.FindAsync(Victim) is null)
        {
            _ = await client.StartAsync(CallDeadly, "x", new StartOptions { InstanceId = Victim });
        }

        OrchestrationState state = await client.WaitForCompletionAsync(Victim);
        return $"{state.Status} {state.Failure?.Code}";
    }

    private sealed class DeadlyActivity : Activity<string, string>
    {
        public override Task<string> RunAsync(ActivityContext context, string input, CancellationToken cancellation)
        {
            Console.WriteLine("killed by poison");
            CrashProbe.Die();
            return Task.FromResult(input);
        }
    }
}
