using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>An engine with the options that users get, on a file of its own on a real disk.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-engine-");
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private SqliteEngine? engine;

    public IOrchestrationClient Client => engine!.Client;

    /// <summary>The size of the engine's file and its log, in bytes.</summary>
    public long FileBytes => folder.EnumerateFiles().Sum(file => file.Length);

    public async Task<EngineUnderTest> StartAsync()
    {
        engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = Path.Combine(folder.FullName, "engine.db") }, BenchmarkTasks.Registry(), services);
        return this;
    }

    public async Task StopAsync() => await engine!.DisposeAsync();

    /// <summary>Runs a number of instances, so many at a time.</summary>
    /// <returns>Each one's time from its start to its known end, in milliseconds.</returns>
    public async Task<double[]> RunAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> name, Func<int, TInput> input, int count, int concurrency)
    {
        double[] latencies = new double[count];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            for (int index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
            {
                long started = System.Diagnostics.Stopwatch.GetTimestamp();
                InstanceId id = await Client.StartAsync(name, input(index));
                OrchestrationState state = await Client.WaitForCompletionAsync(id);
                latencies[index] = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (state.Status != OrchestrationStatus.Completed)
                {
                    throw new InvalidOperationException($"Instance {id} is {state.Status}: {state.Failure?.Message}");
                }
            }
        })));
        return latencies;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
