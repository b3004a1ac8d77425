using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Durable.CrashHost;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Durable.Sqlite.Engine;

// Usage: CrashHost FILE [poison]. Says "started" with the number of statements so far, runs the scenario on the engine's file to its end, prints the number of
// commits and exits 0; exits 2 where something is wrong. With "poison" it runs the activity that kills it instead.
CrashProbe probe = CrashProbe.FromEnvironment();
ActivityProbe activities = new();
bool isPoison = args is [_, "poison"];
TaskRegistry registry = Poison.Register(ConformanceTasks.Register(new TaskRegistry(), activities));
SqliteDurableOptions options = new() { Path = args[0], ChainHistory = true };
if (!isPoison)
{
    options.MaxCrashesPerActivity = 100;
}

await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
await using SqliteEngine engine = await SqliteEngine.StartAsync(options, registry, services, TimeProvider.System, new EngineHooks { Probe = probe });
Console.WriteLine($"started statements={probe.Statements}");
if (isPoison)
{
    Console.WriteLine(await Poison.RunAsync(engine.Client));
    return 0;
}

await new FaultScenario(engine.Client, activities).RunAsync(CancellationToken.None);
IReadOnlyList<string> faults = await new FaultCheck(engine.Client).FindFaultsAsync(CancellationToken.None);
Console.WriteLine(faults.Count == 0 ? $"commits={probe.Commits}" : string.Join('\n', faults));
return faults.Count == 0 ? 0 : 2;
