using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>An engine with the options that users get, on a file of its own or on one that is there.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly DirectoryInfo? folder;
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private SqliteEngine? engine;

    /// <summary>An engine on a file of its own, which goes with it.</summary>
    public EngineUnderTest()
    {
        folder = Directory.CreateTempSubdirectory("bench-engine-");
        File = Path.Combine(folder.FullName, "engine.db");
    }

    /// <summary>An engine on somebody's file, which stays.</summary>
    public EngineUnderTest(string file) => File = file;

    /// <summary>The engine's file.</summary>
    public string File { get; }

    public IOrchestrationClient Client => engine!.Client;

    /// <summary>The size of the engine's file and its log, in bytes.</summary>
    public long FileBytes => new DirectoryInfo(Path.GetDirectoryName(File)!).EnumerateFiles(Path.GetFileName(File) + "*").Sum(file => file.Length);

    public async Task<EngineUnderTest> StartAsync()
    {
        engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = File }, BenchmarkTasks.Registry(), services);
        return this;
    }

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
        if (engine is not null)
        {
            await engine.DisposeAsync();
        }

        await services.DisposeAsync();
        folder?.Delete(recursive: true);
    }
}
