using MigrationOrchestrator.Staging.Tests.Directories;
using Xunit.Runner.InProc.SystemConsole;

return args is [KilledStager.Word, var folder] ? await KilledStager.RunAsync(folder) : await ConsoleRunner.Run(args);
