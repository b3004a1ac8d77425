namespace MigrationOrchestrator.Durable.Conformance;

internal sealed class HelloActivity(ActivityProbe probe) : Activity<string, string>
{
    public override Task<string> RunAsync(ActivityContext context, string input, CancellationToken cancellation)
    {
        probe.Ran(input);
        return Task.FromResult($"Hello {input}!");
    }
}

/// <summary>Fails as often as the probe says: transient, unless the key starts with "final".</summary>
internal sealed class FlakyActivity(ActivityProbe probe) : Activity<string, string>
{
    public override Task<string> RunAsync(ActivityContext context, string input, CancellationToken cancellation)
    {
        probe.Ran(input);
        return probe.TakeFailure(input)
            ? throw new FailureException(new Failure("test.flaky", $"'{input}' failed as told.", Transient: !input.StartsWith("final", StringComparison.Ordinal)))
            : Task.FromResult($"done {input}");
    }
}

internal sealed class GatedActivity(ActivityProbe probe) : Activity<string, string>
{
    public override async Task<string> RunAsync(ActivityContext context, string input, CancellationToken cancellation)
    {
        probe.Ran(input);
        await probe.PassGateAsync(input, cancellation);
        return $"passed {input}";
    }
}

internal sealed class LargeActivity : Activity<int, string>
{
    public override Task<string> RunAsync(ActivityContext context, int input, CancellationToken cancellation) => Task.FromResult(new string('x', input));
}
