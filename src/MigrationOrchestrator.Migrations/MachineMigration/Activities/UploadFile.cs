using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>
/// Uploads a file from where the target says it stands, piece by piece, for as long as a step may last; the orchestration calls it again until
/// the file is complete. Where its migration is cancelled, the flow of the bytes is broken off, but no request that may create something.
/// </summary>
/// <param name="clouds">The clouds.</param>
/// <param name="staging">Where the bytes are.</param>
/// <param name="board">Where progress is shown.</param>
/// <param name="rates">Told how fast it went.</param>
/// <param name="time">The clock.</param>
/// <param name="running">Where it can be broken off.</param>
public sealed class UploadFile(CloudPorts clouds, IStagingStore staging, ProgressBoard board, UploadRates rates, TimeProvider time, RunningSteps running) : StepActivity<UploadInput, long>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    /// <summary>Its name in histories.</summary>
    public static ActivityName<UploadInput, StepResult<long>> Name { get; } = new(nameof(UploadFile));

    /// <inheritdoc/>
    protected override async Task<(long Value, long Bytes)> DoAsync(ActivityContext context, UploadInput input, CancellationToken cancellation)
    {
        IMachineTarget target = await clouds.TargetAsync(input.Request.Place.Cloud, input.Request.Place.Region, cancellation);
        Delivery delivery = await target.PollDeliveryAsync(input.Request, cancellation);
        long accepted = delivery.Phase >= DeliveryPhase.Finishing ? input.File.SizeBytes : delivery.AcceptedBytes.GetValueOrDefault(input.File.Name);
        return await running.RunAsync(context.InstanceId, breakOff => SendAsync(target, input, accepted, breakOff, cancellation), cancellation);
    }

    private async Task<(long Accepted, long SentBytes)> SendAsync(IMachineTarget target, UploadInput input, long accepted, CancellationToken breakOff, CancellationToken cancellation)
    {
        long size = input.File.SizeBytes;
        ProgressBoard.Meter meter = board.Open(input.Migration, input.DiskId, Stage.Upload, accepted, size);
        meter.Set(accepted);
        long sent = 0;
        long started = time.GetTimestamp();
        while (accepted < size && time.GetElapsedTime(started) < Longest)
        {
            DeliveryPiece piece = new(input.File.Name, accepted, Math.Min(target.Needs.PieceBytes, size - accepted), size);
            await using MeteredStream content = new(await staging.OpenReadAsync(input.Staged, piece.Offset, piece.Length, breakOff), meter, breakOff);
            long began = time.GetTimestamp();
            accepted = await target.UploadPieceAsync(input.Request, piece, content, cancellation);
            rates.Observe(input.Request.Place.Cloud, accepted - piece.Offset, time.GetElapsedTime(began));
            sent += piece.Length;
            meter.Set(accepted);
            if (accepted <= piece.Offset)
            {
                throw new FailureException(new Failure("target.no_progress", $"The target did not accept the bytes of '{piece.File}' from {piece.Offset} on.", Transient: true));
            }
        }

        return (accepted, sent);
    }
}
