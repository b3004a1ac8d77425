using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MigrationOrchestrator.Conversion.Tests.Conformance;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Processes;

/// <summary>A host that starts a job, says so, and is killed.</summary>
internal static class KilledHost
{
    public const string Word = "host-until-killed";

    /// <summary>How long its processes sleep, in seconds: a number by which they are told from those of any other test on this machine.</summary>
    public static string SleepOf(string folder)
        => (100_000_000 + (BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(folder))) % 100_000_000)).ToString(CultureInfo.InvariantCulture);

    public static async Task<int> RunAsync(string folder, bool isShutIn)
    {
        JobPlace place = new(folder);
        string sleep = $"sleep {SleepOf(folder)}";
        ConversionJob job = place.Job($"echo $$ > {{output}}; {sleep} & setsid {sleep} & {sleep}", JobPlace.Limits with { WallTime = TimeSpan.FromHours(1) });
        await using Conversion.Processes.ProcessRunner runner = ProcessRunners.Open(place, isShutIn);
        await runner.StartAsync(job, CancellationToken.None);
        Console.WriteLine("started");
        return (await runner.PollAsync(job.Key, TimeSpan.FromHours(1), CancellationToken.None)).ExitCode ?? 1;
    }
}
