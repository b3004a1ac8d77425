using MigrationOrchestrator.Conversion.Tests.Conformance;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Processes;

/// <summary>A host that starts a job, says so, and is killed.</summary>
internal static class KilledHost
{
    public const string Word = "host-until-killed";
    public const string Script = "echo $$ > {output}; sleep 98765 & setsid sleep 98765 & sleep 98765";

    public static async Task<int> RunAsync(string folder, bool isShutIn)
    {
        JobPlace place = new(folder);
        ConversionJob job = place.Job(Script, JobPlace.Limits with { WallTime = TimeSpan.FromHours(1) });
        await using Conversion.Processes.ProcessRunner runner = ProcessRunners.Open(place, isShutIn);
        await runner.StartAsync(job, CancellationToken.None);
        Console.WriteLine("started");
        return (await runner.PollAsync(job.Key, TimeSpan.FromHours(1), CancellationToken.None)).ExitCode ?? 1;
    }
}
