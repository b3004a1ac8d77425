namespace MigrationOrchestrator.Durable.Tests;

public sealed class FailureTests
{
    [Fact]
    public void From_AClassifiedException_KeepsItsData()
    {
        Failure failure = new("cloud.quota", "Full.") { Remedy = "Free some.", RequestId = "req-1" };

        Assert.Same(failure, Failure.From(new FailureException(failure)));
        Assert.Same(failure, Failure.From(new TaskFailedException("Step", failure)));
        Assert.Same(failure, Failure.From(new AggregateException(new FailureException(failure))));
    }

    [Fact]
    public void From_AnythingElse_IsUnexpectedAndNotTransient()
    {
        Failure failure = Failure.From(new InvalidOperationException("Oops."));

        Assert.Equal((Failure.Unexpected, "Oops.", false, typeof(InvalidOperationException).FullName), (failure.Code, failure.Message, failure.Transient, failure.ExceptionType));
    }

    [Fact]
    public void HistoryEvent_AsJson_ComesBackAsItsOwnType()
    {
        HistoryEvent fact = new TaskFailed(DateTimeOffset.UnixEpoch, 3, new Failure("x", "y"));

        Assert.Equal(fact, DurableJson.Deserialize<HistoryEvent>(DurableJson.Serialize(fact)));
    }
}
