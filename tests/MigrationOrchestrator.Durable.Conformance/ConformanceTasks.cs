namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>The names of the kit's orchestrators and activities.</summary>
public static class ConformanceTasks
{
    public static readonly ActivityName<string, string> Hello = new("conformance.Hello");
    public static readonly ActivityName<string, string> Flaky = new("conformance.Flaky");
    public static readonly ActivityName<string, string> Gated = new("conformance.Gated");
    public static readonly ActivityName<int, string> Large = new("conformance.Large");
    public static readonly ActivityName<string, string> Missing = new("conformance.Missing");

    public static readonly OrchestratorName<string, string[]> Sequence = new("conformance.Sequence");
    public static readonly OrchestratorName<int, int> FanOut = new("conformance.FanOut");
    public static readonly OrchestratorName<string, string> CallFlaky = new("conformance.CallFlaky");
    public static readonly OrchestratorName<RetryInput, string> Retry = new("conformance.Retry");
    public static readonly OrchestratorName<string, string> CatchAndGoOn = new("conformance.CatchAndGoOn");
    public static readonly OrchestratorName<string, string> CallGated = new("conformance.CallGated");
    public static readonly OrchestratorName<string, string> CallMissing = new("conformance.CallMissing");
    public static readonly OrchestratorName<int, string> CallLarge = new("conformance.CallLarge");
    public static readonly OrchestratorName<int, int> LargeInput = new("conformance.LargeInput");
    public static readonly OrchestratorName<int, string> LargeStatus = new("conformance.LargeStatus");
    public static readonly OrchestratorName<string, string> Parent = new("conformance.Parent");
    public static readonly OrchestratorName<string, string> ParentOfTwo = new("conformance.ParentOfTwo");
    public static readonly OrchestratorName<ChildRetryInput, string> ParentThatRetries = new("conformance.ParentThatRetries");
    public static readonly OrchestratorName<TimeSpan, TimeSpan> Sleep = new("conformance.Sleep");
    public static readonly OrchestratorName<string, string> CancelledTimer = new("conformance.CancelledTimer");
    public static readonly OrchestratorName<int, string[]> Collect = new("conformance.Collect");
    public static readonly OrchestratorName<TimeSpan, string> CollectInTime = new("conformance.CollectInTime");
    public static readonly OrchestratorName<string, string> TwoNames = new("conformance.TwoNames");
    public static readonly OrchestratorName<string, string> SendTo = new("conformance.SendTo");
    public static readonly OrchestratorName<string, string> Publish = new("conformance.Publish");
    public static readonly OrchestratorName<Progress, Progress> Generations = new("conformance.Generations");
    public static readonly OrchestratorName<int, Guid[]> Guids = new("conformance.Guids");
    public static readonly OrchestratorName<string, string> Facts = new("conformance.Facts");
    public static readonly OrchestratorName<string, string> Compensate = new("conformance.Compensate");
    public static readonly OrchestratorName<int, string[]> CollectDistinct = new("conformance.CollectDistinct");
    public static readonly OrchestratorName<Progress, Progress> CountDown = new("conformance.CountDown");
    public static readonly OrchestratorName<string?, string> Forget = new("conformance.Forget");
    public static readonly OrchestratorName<RetryByCodeInput, string> RetryByCode = new("conformance.RetryByCode");
    public static readonly OrchestratorName<int, string> LargeEvent = new("conformance.LargeEvent");
    public static readonly OrchestratorName<int, string> LargeOutput = new("conformance.LargeOutput");

    /// <summary>Registers all of them.</summary>
    public static TaskRegistry Register(TaskRegistry registry, ActivityProbe probe) => registry
        .AddActivity(Hello, _ => new HelloActivity(probe))
        .AddActivity(Flaky, _ => new FlakyActivity(probe))
        .AddActivity(Gated, _ => new GatedActivity(probe))
        .AddActivity(Large, _ => new LargeActivity())
        .AddOrchestrator(Sequence, () => new SequenceOrchestrator())
        .AddOrchestrator(FanOut, () => new FanOutOrchestrator())
        .AddOrchestrator(CallFlaky, () => new CallFlakyOrchestrator())
        .AddOrchestrator(Retry, () => new RetryOrchestrator())
        .AddOrchestrator(CatchAndGoOn, () => new CatchAndGoOnOrchestrator())
        .AddOrchestrator(CallGated, () => new CallGatedOrchestrator())
        .AddOrchestrator(CallMissing, () => new CallMissingOrchestrator())
        .AddOrchestrator(CallLarge, () => new CallLargeOrchestrator())
        .AddOrchestrator(LargeInput, () => new LargeInputOrchestrator())
        .AddOrchestrator(LargeStatus, () => new LargeStatusOrchestrator())
        .AddOrchestrator(Parent, () => new ParentOrchestrator())
        .AddOrchestrator(ParentOfTwo, () => new ParentOfTwoOrchestrator())
        .AddOrchestrator(ParentThatRetries, () => new ParentThatRetriesOrchestrator())
        .AddOrchestrator(Sleep, () => new SleepOrchestrator())
        .AddOrchestrator(CancelledTimer, () => new CancelledTimerOrchestrator())
        .AddOrchestrator(Collect, () => new CollectOrchestrator())
        .AddOrchestrator(CollectInTime, () => new CollectInTimeOrchestrator())
        .AddOrchestrator(TwoNames, () => new TwoNamesOrchestrator())
        .AddOrchestrator(SendTo, () => new SendToOrchestrator())
        .AddOrchestrator(Publish, () => new PublishOrchestrator())
        .AddOrchestrator(Generations, () => new GenerationsOrchestrator())
        .AddOrchestrator(Guids, () => new GuidsOrchestrator())
        .AddOrchestrator(Facts, () => new FactsOrchestrator())
        .AddOrchestrator(Compensate, () => new CompensateOrchestrator())
        .AddOrchestrator(CollectDistinct, () => new CollectDistinctOrchestrator())
        .AddOrchestrator(CountDown, () => new CountDownOrchestrator())
        .AddOrchestrator(Forget, () => new ForgetOrchestrator())
        .AddOrchestrator(RetryByCode, () => new RetryByCodeOrchestrator())
        .AddOrchestrator(LargeEvent, () => new LargeEventOrchestrator())
        .AddOrchestrator(LargeOutput, () => new LargeOutputOrchestrator());
}

public sealed record RetryInput(string Key, int Attempts, double FirstMilliseconds, double? TotalMilliseconds = null, double? MaxMilliseconds = null);

public sealed record RetryByCodeInput(string Key, string Code, int Attempts);

public sealed record ChildRetryInput(string Key, int Attempts);

public sealed record Progress(int Left, int Events);
