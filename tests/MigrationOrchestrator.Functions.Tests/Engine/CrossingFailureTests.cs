using Microsoft.DurableTask;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Engine;
using CoreFailureDetails = DurableTask.Core.FailureDetails;

namespace MigrationOrchestrator.Functions.Tests.Engine;

public sealed class CrossingFailureTests
{
    private static readonly Failure Refused = new("source.unauthorized", "Keystone said: 401: \"wrong\nuser\" …", Transient: true)
    {
        Remedy = "Look: register the cloud again.",
        Provider = "openstack",
        RequestId = "req-1",
        RetryAfterSeconds = 7.5,
    };

    /// <summary>The forms in which hosts and versions of the worker pass an exception's message on.</summary>
    public static TheoryData<string, string> Forms => new()
    {
        { "CrossingException", "{0}" },
        { "(unknown)", "MigrationOrchestrator.Functions.Engine.CrossingException: {0}\n   at Somewhere: line 1" },
        { "Microsoft.DurableTask.TaskFailedException", "Task 'X' (#3) failed with an unhandled exception: {0}" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Read_OfMessageInAnyForm_GivesTheFailure(string type, string form)
    {
        string message = form.Replace("{0}", CrossingFailure.Pack(new FailureException(Refused)).Message, StringComparison.Ordinal);
        Assert.Equal(Refused, CrossingFailure.Read(new TaskFailureDetails(type, message, null, null, null)));
        Assert.Equal(Refused, CrossingFailure.Read(new CoreFailureDetails(type, message, null, null, false), null));
    }

    [Fact]
    public void Read_OfInnerFailure_GivesIt()
    {
        TaskFailureDetails inner = new("x", CrossingFailure.Pack(new FailureException(Refused)).Message, null, null, null);
        Assert.Equal(Refused, CrossingFailure.Read(new TaskFailureDetails("System.AggregateException", "several", null, inner, null)));
    }

    [Fact]
    public void Message_HoldsNothingThatTheHostSplitsAt()
    {
        string message = CrossingFailure.Pack(new FailureException(Refused)).Message;
        Assert.DoesNotContain(": ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Pack_OfNestedTaskFailure_KeepsItsFailure()
        => Assert.Equal(Refused, Failure.From(Unpacked(new MigrationOrchestrator.Durable.TaskFailedException("DownloadChunk", Refused))));

    [Fact]
    public void Pack_OfForeignException_IsUnexpectedWithoutStackAndBounded()
    {
        Exception packed = CrossingFailure.Pack(new InvalidDataException(new string('x', 10_000)));
        Failure read = CrossingFailure.Read(TaskFailureDetails.FromException(packed));
        Assert.Equal((Failure.Unexpected, "System.IO.InvalidDataException", false), (read.Code, read.ExceptionType, read.Transient));
        Assert.Equal(4_001, read.Message.Length);
        Assert.Null(packed.InnerException);
    }

    [Theory]
    [InlineData("failure-as-json {\"code\":")]
    [InlineData("failure-as-json ")]
    [InlineData("The function 'X' does not exist")]
    public void Read_OfWhatIsNoFailure_IsUnexpected(string message)
    {
        Failure read = CrossingFailure.Read(new TaskFailureDetails("System.Exception", message, null, null, null));
        Assert.Equal((Failure.Unexpected, message, "System.Exception"), (read.Code, read.Message, read.ExceptionType));
    }

    private static FailureException Unpacked(Exception thrown) => new(CrossingFailure.Read(TaskFailureDetails.FromException(CrossingFailure.Pack(thrown))));
}
