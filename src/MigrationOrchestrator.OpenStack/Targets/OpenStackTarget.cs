using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;

namespace MigrationOrchestrator.OpenStack.Targets;

/// <summary>An OpenStack project as a place that machines reach: private images, and a server made of them.</summary>
internal sealed class OpenStackTarget(OpenStackSession session, OpenStackOptions options) : IMachineTarget
{
    private readonly TargetSurveyor surveyor = new(session, options);
    private readonly ImageDelivery delivery = new(session, options);
    private readonly ServerDeployment deployment = new(session, options);

    /// <summary>Glance takes a file as one stream that cannot be resumed.</summary>
    public TargetNeeds Needs { get; } = new(DiskForm.AsIs, NeedsDescriptor: false, PieceBytes: long.MaxValue, ParallelFiles: 2);

    public Task<TargetSurvey> SurveyAsync(TargetPlace place, Machine machine, CancellationToken cancellation) => surveyor.SurveyAsync(place, machine, cancellation);

    public Task<Delivery> BeginDeliveryAsync(DeliveryRequest request, CancellationToken cancellation) => delivery.BeginAsync(request, cancellation);

    public Task<Delivery> PollDeliveryAsync(DeliveryRequest request, CancellationToken cancellation) => delivery.PollAsync(request, cancellation);

    public Task<long> UploadPieceAsync(DeliveryRequest request, DeliveryPiece piece, Stream content, CancellationToken cancellation) => delivery.UploadAsync(request, piece, content, cancellation);

    public Task<Deployment> BeginDeploymentAsync(DeploymentRequest request, CancellationToken cancellation) => deployment.BeginAsync(request, cancellation);

    public Task<Deployment> PollDeploymentAsync(DeploymentRequest request, CancellationToken cancellation) => deployment.PollAsync(request, cancellation);

    public Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation)
        => entry.Kind == ServerDeployment.LedgerKind ? deployment.RemoveAsync(entry, cancellation) : delivery.RemoveAsync(entry, cancellation);
}
