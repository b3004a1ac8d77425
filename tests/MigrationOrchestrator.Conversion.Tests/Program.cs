using MigrationOrchestrator.Conversion.Tests.Processes;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    [KilledHost.Word, var folder, var isShutIn] => await KilledHost.RunAsync(folder, bool.Parse(isShutIn)),
    [DotNetTool.Word, .. var rest] => await DotNetTool.RunAsync(rest),
    _ => await ConsoleRunner.Run(args),
};
