using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Deliveries;

/// <summary>
/// Uploads pieces. vCloud takes a file's bytes strictly in order and answers 416 to any other offset, so each piece is preceded by the question what was
/// accepted; that also keeps the session alive and renews it before bytes are sent that cannot be sent twice.
/// </summary>
internal sealed class PieceUpload(VCloudConnection cloud, TemplateDelivery deliveries)
{
    public async Task<long> SendAsync(DeliveryRequest request, DeliveryPiece piece, Stream content, CancellationToken cancellation)
    {
        VAppTemplate before = await deliveries.LocateAsync(request, cancellation);
        if (AcceptedOf(before, piece) is var accepted && accepted != piece.Offset || piece.Length == 0)
        {
            return accepted;
        }

        Uri upload = before.Files.First(file => file.Name == piece.File).Upload
            ?? throw VCloudFailures.Of(FailureCodes.Busy, $"The cloud offers no upload of '{piece.File}' at the moment.", transient: true);
        try
        {
            using PieceContent body = new(content, piece);
            await cloud.Templates.PutAsync(upload, body, cancellation);
            return piece.Offset + piece.Length;
        }
        catch (FailureException interrupted) when (FailureCodes.MeansInterrupted(interrupted.Failure.Code))
        {
            return await AfterAsync(request, piece, interrupted, cancellation);
        }
        catch (FailureException gone) when (FailureCodes.MeansAbsent(gone.Failure.Code))
        {
            throw VCloudFailures.Of(
                Delivery.TransferExpired, $"The cloud no longer takes bytes of '{piece.File}': {gone.Failure.Message}", remedy: "It is begun anew by itself from what is staged; if it persists, look at the template in the cloud.", requestId: gone.Failure.RequestId, inner: gone);
        }
    }

    /// <summary>
    /// What the cloud has accepted after a break. Where it is not a byte further the failure stands, as a transient one, so that the next attempt waits:
    /// load balancers answer 416 too when pieces come faster than they are stored.
    /// </summary>
    private async Task<long> AfterAsync(DeliveryRequest request, DeliveryPiece piece, FailureException interrupted, CancellationToken cancellation)
    {
        long accepted = AcceptedOf(await deliveries.LocateAsync(request, cancellation), piece);
        return accepted != piece.Offset ? accepted
            : throw new FailureException(interrupted.Failure with { Transient = true, Remedy = null }, interrupted);
    }

    private static long AcceptedOf(VAppTemplate template, DeliveryPiece piece)
    {
        if (template.Files.FirstOrDefault(file => file.Name == piece.File) is { } listed)
        {
            return listed.Accepted;
        }

        // Once everything has come the list of files disappears.
        return template is { DescriptorUploaded: true, Files.Count: 0 } or { Status: ResourceStatus.PoweredOff } ? piece.FileSizeBytes
            : template.Status is ResourceStatus.FailedCreation or ResourceStatus.TransferTimeout ? throw DeliveryState.FailureOf(template)
            : throw VCloudFailures.Of(FailureCodes.Busy, $"The cloud does not expect '{piece.File}' yet.", transient: true);
    }
}
