using MigrationOrchestrator.Durable.Sqlite.Engine;
using MigrationOrchestrator.Durable.Sqlite.Storage;
using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Turns whose commit is in doubt, or whose instance has moved on: nothing is taken twice, and nothing is tried for ever.</summary>
public sealed class FenceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_ThatSucceededAndThenFailed_IsTakenForWhatItIs()
    {
        FailingAfterCommit probe = new();
        await using TestEngine engine = await new TestEngine
        {
            Hooks = new EngineHooks { Probe = probe, StorageRetryDelay = TimeSpan.FromMilliseconds(1) },
            Registry = Inline.Registry(async (context, _) =>
            {
                string first = await context.WaitForExternalEventAsync<string>("item");
                probe.IsArmed |= !context.IsReplaying && probe.Failures == 0;
                return first + await context.WaitForExternalEventAsync<string>("item");
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.Client.RaiseEventAsync(id, "item", "a", Cancellation);
        await engine.UntilReadAsync("SELECT count(*) FROM inbox", "0");
        _ = await engine.Client.RaiseEventAsync(id, "item", "b", Cancellation);

        Assert.Equal("ab", (await engine.EndAsync(id)).ReadOutput<string>());
        Assert.Equal(1, probe.Failures);
    }

    [Fact]
    public async Task Message_WhoseRowIsGone_HasBeenTakenAndIsDropped()
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, _) => context.WaitForExternalEventAsync<string>("item")) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.Client.SuspendAsync(id, "test", Cancellation);
        _ = await engine.Client.RaiseEventAsync(id, "item", "taken before", Cancellation);
        engine.Change("DELETE FROM inbox");
        _ = await engine.Client.ResumeAsync(id, "test", Cancellation);
        _ = await engine.Client.RaiseEventAsync(id, "item", "new", Cancellation);

        Assert.Equal("new", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Turn_ThatIsThrownAwayAgainAndAgain_BlocksItsInstance()
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, _) => context.WaitForExternalEventAsync<string>("item")) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);

        // Damage that no turn can get past: rows of instances cannot move on, except to be blocked.
        engine.Change("CREATE TRIGGER stuck BEFORE UPDATE OF turn ON instances WHEN NEW.status <> 3 BEGIN SELECT RAISE(IGNORE); END");
        _ = await engine.Client.RaiseEventAsync(id, "item", "x", Cancellation);

        OrchestrationState state = await engine.UntilAsync(id, OrchestrationStatus.Blocked);
        Assert.Equal("engine.turn-fenced", state.Failure!.Code);
    }

    private sealed class FailingAfterCommit : IStorageProbe
    {
        public bool IsArmed { get; set; }

        public int Failures { get; private set; }

        public void On(StorageStep step)
        {
            if (IsArmed && step == StorageStep.AfterCommit)
            {
                IsArmed = false;
                Failures++;
                throw new StorageException(raw.SQLITE_IOERR, "The answer to a commit is lost.");
            }
        }
    }
}
