using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Telemetry;

/// <summary>The warning before a history becomes too long.</summary>
public sealed class LongHistoryTests
{
    private const int LongHistory = 1021;

    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 0)]
    public async Task History_OverTwoThousandEvents_IsWarnedOfOnce(int rounds, int warnings)
    {
        using TemporaryFolder folder = new();
        using Lines lines = new();
        await using ServiceProvider services = new ServiceCollection().AddLogging(logging => logging.AddProvider(lines)).BuildServiceProvider();
        TaskRegistry registry = Inline.Registry(async (context, input) =>
        {
            for (int round = 0; round < rounds; round++)
            {
                _ = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => context.CallActivityAsync(Inline.Echo, "x")));
            }

            return input;
        });
        await using SqliteEngine engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = folder.File("engine.db") }, registry, services, cancellation: TestContext.Current.CancellationToken);

        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: TestContext.Current.CancellationToken);
        OrchestrationState state = await engine.Client.WaitForCompletionAsync(id, TestContext.Current.CancellationToken);

        Assert.Equal(OrchestrationStatus.Completed, state.Status);
        string[] found = [.. lines.Seen.Where(line => line.Id == LongHistory).Select(line => line.Text)];
        Assert.Equal(warnings, found.Length);
        Assert.All(found, text => Assert.Contains(id.Value, text, StringComparison.Ordinal));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(int Id, string Text)> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Seen.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
