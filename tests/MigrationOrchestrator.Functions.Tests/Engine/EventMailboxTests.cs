using System.Text.Json;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Functions.Tests.Kit;

namespace MigrationOrchestrator.Functions.Tests.Engine;

/// <summary>On a context whose own waits are last in, first out, and lose events to waiters that gave up, as Durable Functions' are.</summary>
public sealed class EventMailboxTests
{
    private readonly InMemoryContext context = new("Collect", "i", "null");
    private readonly EventMailbox mailbox;

    public EventMailboxTests() => mailbox = new EventMailbox(context);

    [Fact]
    public async Task Events_AreTakenFirstInFirstOut()
    {
        context.Raise("item", "\"a\"");
        context.Raise("ITEM", "\"b\"");
        Task<string> first = mailbox.TakeAsync<string>("item", CancellationToken.None);
        Task<string> second = mailbox.TakeAsync<string>("Item", CancellationToken.None);
        Task<string> third = mailbox.TakeAsync<string>("item", CancellationToken.None);
        Assert.Equal(["a", "b"], [await first, await second]);
        Assert.False(third.IsCompleted);
        context.Raise("item", "\"c\"");
        Assert.Equal("c", await third);
    }

    [Fact]
    public async Task Waiters_AreServedInTheirOrder()
    {
        Task<string> first = mailbox.TakeAsync<string>("item", CancellationToken.None);
        Task<string> second = mailbox.TakeAsync<string>("item", CancellationToken.None);
        context.Raise("item", "\"a\"");
        Assert.Equal("a", await first);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Event_WhoseWaiterGaveUp_StaysForTheNext()
    {
        using CancellationTokenSource giveUp = new();
        Task<string> impatient = mailbox.TakeAsync<string>("item", giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        context.Raise("item", "\"kept\"");
        Assert.Equal("kept", await mailbox.TakeAsync<string>("item", CancellationToken.None));
    }

    [Fact]
    public async Task Event_PassesOverAWaiterThatGaveUp()
    {
        using CancellationTokenSource giveUp = new();
        Task<string> impatient = mailbox.TakeAsync<string>("item", giveUp.Token);
        Task<string> patient = mailbox.TakeAsync<string>("item", CancellationToken.None);
        await giveUp.CancelAsync();
        context.Raise("item", "\"a\"");
        Assert.Equal("a", await patient);
        Assert.True(impatient.IsCanceled);
    }

    [Fact]
    public async Task SameName_MayCarryDifferentTypes()
    {
        Task<string> text = mailbox.TakeAsync<string>("item", CancellationToken.None);
        Task<int> number = mailbox.TakeAsync<int>("item", CancellationToken.None);
        context.Raise("item", "\"a\"");
        context.Raise("item", "7");
        Assert.Equal(("a", 7), (await text, await number));
    }

    [Fact]
    public async Task Event_OfAnotherShape_FailsItsWaiterOnly()
    {
        Task<int> number = mailbox.TakeAsync<int>("item", CancellationToken.None);
        context.Raise("item", "\"no number\"");
        await Assert.ThrowsAsync<JsonException>(() => number);
        context.Raise("item", "7");
        Assert.Equal(7, await mailbox.TakeAsync<int>("item", CancellationToken.None));
    }

    [Fact]
    public async Task Event_WithoutPayload_GivesTheDefault()
    {
        Task<string?> waiter = mailbox.TakeAsync<string?>("item", CancellationToken.None);
        context.Raise("item", null);
        Assert.Null(await waiter);
    }

    [Fact]
    public async Task Forward_SendsWhatNobodyTookToTheNextExecution()
    {
        using CancellationTokenSource giveUp = new();
        Task<string> impatient = mailbox.TakeAsync<string>("item", giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        context.Raise("item", "\"before\"");
        mailbox.Forward();
        Assert.Equal([("i", "item", "\"before\"")], context.Sent);
    }

    [Fact]
    public void Forward_SendsLateEventsOnToo()
    {
        Task<string> waiter = mailbox.TakeAsync<string>("item", CancellationToken.None);
        mailbox.Forward();
        context.Raise("item", "\"late\"");
        Assert.Equal([("i", "item", "\"late\"")], context.Sent);
        Assert.False(waiter.IsCompleted);
    }
}
