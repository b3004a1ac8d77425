using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.VCloud.Deliveries;
using MigrationOrchestrator.VCloud.Deployments;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Removal;

namespace MigrationOrchestrator.VCloud;

/// <summary>A vCloud Director organisation as the place that machines reach.</summary>
internal sealed class VCloudTarget : IMachineTarget
{
    /// <summary>The piece that vCloud Director's own portal sends.</summary>
    private const long PieceBytes = 50L * 1000 * 1000;

    // Files have addresses of their own and could be sent side by side without bound; two fill most lines.
    private const int ParallelFiles = 2;

    private readonly PlaceSurvey survey;
    private readonly TemplateDelivery deliveries;
    private readonly PieceUpload pieces;
    private readonly VAppDeployment deployments;
    private readonly LedgerRemoval removal;

    public VCloudTarget(VCloudConnection cloud, TimeProvider clock)
    {
        OrgDirectory directory = new(cloud);
        ResourceFinder finder = new(cloud, directory);
        TemplateRemoval templates = new(cloud);
        VAppRemoval vApps = new(cloud);
        survey = new PlaceSurvey(cloud, directory);
        deliveries = new TemplateDelivery(cloud, finder, templates, clock);
        pieces = new PieceUpload(cloud, deliveries);
        deployments = new VAppDeployment(cloud, finder, vApps);
        removal = new LedgerRemoval(cloud, finder, templates, vApps);
    }

    public TargetNeeds Needs { get; } = new(DiskForm.VmdkStreamOptimized, NeedsDescriptor: true, PieceBytes, ParallelFiles)
    {
        DeliveryKind = LedgerRemoval.Template,
        DeploymentKind = LedgerRemoval.VApp,
    };

    public Task<TargetSurvey> SurveyAsync(TargetPlace place, Machine machine, CancellationToken cancellation) => survey.RunAsync(place, machine, cancellation);

    public Task<IReadOnlyList<Finding>> SurveyDeploymentAsync(ResolvedPlace place, string name, CancellationToken cancellation) => deployments.SurveyAsync(place, name, cancellation);

    public Task<Delivery> BeginDeliveryAsync(DeliveryRequest request, CancellationToken cancellation) => deliveries.BeginAsync(request, cancellation);

    public Task<Delivery> PollDeliveryAsync(DeliveryRequest request, CancellationToken cancellation) => deliveries.PollAsync(request, cancellation);

    public Task<long> UploadPieceAsync(DeliveryRequest request, DeliveryPiece piece, Stream content, CancellationToken cancellation) => pieces.SendAsync(request, piece, content, cancellation);

    public Task<Deployment> BeginDeploymentAsync(DeploymentRequest request, CancellationToken cancellation) => deployments.BeginAsync(request, cancellation);

    public Task<Deployment> PollDeploymentAsync(DeploymentRequest request, CancellationToken cancellation) => deployments.PollAsync(request, cancellation);

    public Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation) => removal.RemoveAsync(entry, cancellation);
}
