using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Durable.CrashHost;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Durable.Sqlite.Engine;

// Usage: CrashHost FILE. Says "started", runs the scenario on the engine's file to its end, prints the number of commits and exits 0; exits 2 where something is wrong.
CrashProbe probe = CrashProbe.FromEnvironment();
TaskRegistry registry = ConformanceTasks.Register(new TaskRegistry(), new ActivityProbe());
await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
await using SqliteEngine engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = args[0], ChainHistory = true, MaxCrashesPerActivity = 100 }, registry, services, TimeProvider.System, new EngineHooks { Probe = probe });
Console.WriteLine("started");
FaultScenario scenario = new(engine.Client);
await scenario.RunAsync(CancellationToken.None);
IReadOnlyList<string> faults = await scenario.FindFaultsAsync(CancellationToken.None);
Console.WriteLine(faults.Count == 0 ? $"commits={probe.Commits}" : string.Join('\n', faults));
return faults.Count == 0 ? 0 : 2;
