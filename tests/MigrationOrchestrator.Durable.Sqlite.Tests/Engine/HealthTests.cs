using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Durable.Sqlite.Engine;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>What the engine tells its host when it cannot work.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disk_ThatIsFull_LaunchesNoActivityUntilThereIsRoom()
    {
        Gate first = new();
        int others = 0;
        RetryCounter retries = new();
        Database? writing = null;
        await using TestEngine engine = new()
        {
            Hooks = new EngineHooks { Probe = retries, StorageRetryDelay = TimeSpan.FromMilliseconds(2), Opened = database => writing = database },
            Registry = Inline.Registry(
                async (context, input) => await context.CallActivityAsync(Inline.Echo, input == "large" ? await context.WaitForExternalEventAsync<string>("item") : input),
                async (input, cancellation) =>
                {
                    if (input == "first")
                    {
                        await first.PassAsync();
                        return input;
                    }

                    _ = Interlocked.Increment(ref others);
                    return input;
                }),
        };
        engine.Options.MaxConcurrentActivities = 1;
        _ = await engine.StartAsync();
        InstanceId large = await engine.Client.StartAsync(Inline.Flow, "large", cancellation: Cancellation);
        _ = await engine.UntilAsync(large, OrchestrationStatus.Running);
        _ = await engine.Client.SuspendAsync(large, "test", Cancellation);
        _ = await engine.Client.RaiseEventAsync(large, "item", new string('x', 30_000), Cancellation);
        _ = await engine.Client.StartAsync(Inline.Flow, "first", cancellation: Cancellation);
        await first.ArrivalAsync();
        InstanceId second = await engine.Client.StartAsync(Inline.Flow, "second", cancellation: Cancellation);
        await engine.UntilReadAsync("SELECT count(*) FROM tasks", "2");
        Assert.Null(engine.Parts.Health.Fault);

        // The file may not grow any more: small changes still fit, the large turn does not.
        await LimitPagesAsync(1);
        _ = await engine.Client.ResumeAsync(large, "test", Cancellation);
        await UntilAsync(() => engine.Parts.Health.Fault is { Code: "storage.full", Transient: true });
        first.Open();
        int begun = retries.Begun;
        await UntilAsync(() => retries.Begun > begun + 10);
        Assert.Equal(0, others);
        Assert.NotNull(engine.Parts.Health.Fault);
        await LimitPagesAsync(1_000_000);

        Assert.Equal(30_000, (await engine.EndAsync(large)).ReadOutput<string>().Length);
        Assert.Equal("second", (await engine.EndAsync(second)).ReadOutput<string>());
        await UntilAsync(() => engine.Parts.Health.Fault is null);

        async Task LimitPagesAsync(int pages)
        {
            while (true)
            {
                try
                {
                    _ = await engine.Parts.Writer.RunAsync((_, _) => writing!.ReadText($"PRAGMA max_page_count={pages}"), Cancellation);
                    return;
                }
                catch (StorageException)
                {
                    // It shared a transaction with the large turn and may not have been applied.
                }
            }
        }
    }

    [Fact]
    public async Task Defect_OfTheEngine_HaltsItVisiblyAndLosesNothing()
    {
        ThrowingLog log = new();
        await using TestEngine engine = new()
        {
            Services = new ServiceCollection().AddLogging(logging => logging.AddProvider(log)).BuildServiceProvider(),
            Registry = Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input)),
        };
        engine.Options.VersionMatch = VersionMatch.Strict;
        _ = await engine.StartAsync();

        // A log that throws stands for any defect: it is asked twice, when a turn is blocked and when that is given up.
        log.IsThrowing = true;
        _ = await engine.Client.StartAsync(Inline.Flow, "blocked", new StartOptions { Version = "other" }, Cancellation);
        await UntilAsync(() => engine.Parts.Health.Fault is { Code: "engine.halted", Transient: false });
        InstanceId later = await engine.Client.StartAsync(Inline.Flow, "later", cancellation: Cancellation);
        Assert.Equal(OrchestrationStatus.Pending, (await engine.Client.FindAsync(later, cancellation: Cancellation))!.Status);
        await engine.StopAsync();
        log.IsThrowing = false;
        _ = await engine.StartAsync();

        Assert.Equal("later", (await engine.EndAsync(later)).ReadOutput<string>());
        Assert.Null(engine.Parts.Health.Fault);
    }

    [Fact]
    public async Task Defect_AfterACommit_LeavesNoCallerWaiting()
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input)) }.StartAsync();

        // An effect that cannot be followed.
        Assert.True(await engine.Parts.Writer.RunAsync((_, effects) =>
        {
            effects.Tasks.Add(null!);
            return true;
        }, Cancellation));
        await UntilAsync(() => engine.Parts.Health.Fault is { Code: "engine.halted" });

        Assert.Equal(CommandResult.NotFound, await engine.Client.ResumeAsync(new InstanceId("nobody"), "test", Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public void Statement_WhoseReaderThrows_CanBeUsedAgain()
    {
        using TemporaryFolder folder = new();
        using Database database = Database.Open(folder.File("x.db"), isReadOnly: false);
        Statement statement = database.Prepare("SELECT ? UNION ALL SELECT 2");

        _ = Assert.Throws<FormatException>(() => statement.With(1).ReadAll<int>(_ => throw new FormatException()));
        _ = Assert.Throws<FormatException>(() => statement.With(1).ReadFirst<int>(_ => throw new FormatException()));

        Assert.Equal([7, 2], statement.With(7).ReadAll(row => row.Int32(0)));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }
    }

    private sealed class RetryCounter : IStorageProbe
    {
        private int begun;

        public int Begun => Volatile.Read(ref begun);

        public void On(StorageStep step)
        {
            if (step == StorageStep.Begin)
            {
                _ = Interlocked.Increment(ref begun);
            }
        }
    }

    private sealed class ThrowingLog : ILoggerProvider, ILogger
    {
        public bool IsThrowing { get; set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsThrowing && eventId.Id is (1020 or 1023))
            {
                throw new NotSupportedException("The log has a defect.");
            }
        }

        public void Dispose()
        {
        }
    }
}
