using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;

using Interruption interruption = new();
return await MigratorCommand.RunAsync(args, Terminal.ForProcess(), interruption.Token);
