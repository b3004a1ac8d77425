using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Functions.Hosting;
using MigrationOrchestrator.Functions.Http;

namespace MigrationOrchestrator.Functions.Staging;

/// <summary>Removes what ended migrations left in staging, once a day.</summary>
/// <param name="desk">The operator's desk.</param>
/// <param name="retention">How long it is kept.</param>
/// <param name="logger">Told what was removed.</param>
public sealed partial class StagingTimer(OperatorDesk desk, StagingRetention retention, ILogger<StagingTimer> logger)
{
    /// <summary>Removes what is old enough.</summary>
    [Function("SweepStaging")]
    public async Task SweepAsync([TimerTrigger("0 30 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        foreach (string migration in await desk.StagingSweep(client).RemoveAsync(retention.Age, cancellation))
        {
            SayRemoved(migration);
        }
    }

    [LoggerMessage(1300, LogLevel.Information, "Staged bytes of the ended migration {Migration} were removed.")]
    private partial void SayRemoved(string migration);
}
