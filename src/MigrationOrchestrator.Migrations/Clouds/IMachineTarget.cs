using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>
/// A cloud that machines reach. Every call authenticates for itself, maps errors to <see cref="Durable.FailureException"/> with the cloud's
/// request id, and is safe to repeat: what an earlier attempt created is found by its deterministic name.
/// </summary>
public interface IMachineTarget
{
    /// <summary>What the cloud takes, without asking it.</summary>
    TargetNeeds Needs { get; }

    /// <summary>Resolves the place's names, checks that the machine fits and that its name is free; changes nothing.</summary>
    Task<TargetSurvey> SurveyAsync(TargetPlace place, Machine machine, CancellationToken cancellation);

    /// <summary>What stands in the way of making a machine of the delivery besides; asked only where one is wanted. Changes nothing.</summary>
    /// <param name="place">The place, resolved.</param>
    /// <param name="name">The machine's name.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<Finding>> SurveyDeploymentAsync(ResolvedPlace place, string name, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Finding>>([]);

    /// <summary>Creates what receives the files (a vApp template, images), or finds what an earlier attempt created.</summary>
    Task<Delivery> BeginDeliveryAsync(DeliveryRequest request, CancellationToken cancellation);

    /// <summary>How far the delivery is: which bytes of which file were accepted, and whether the cloud is done with them. Asks once; keeps the session alive.</summary>
    /// <exception cref="Durable.FailureException">The cloud gave the delivery up; the message is its own.</exception>
    Task<Delivery> PollDeliveryAsync(DeliveryRequest request, CancellationToken cancellation);

    /// <summary>Uploads bytes of one file, in order.</summary>
    /// <param name="request">The delivery.</param>
    /// <param name="piece">Which bytes of which file. Its offset is what the last poll or piece said was accepted.</param>
    /// <param name="content">Exactly the piece's bytes; not seekable.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many bytes of the file the cloud has now accepted; anything other than the piece's end means: go on from there.</returns>
    Task<long> UploadPieceAsync(DeliveryRequest request, DeliveryPiece piece, Stream content, CancellationToken cancellation);

    /// <summary>Makes a machine of the delivery, or finds the one that an earlier attempt made; optionally powers it on.</summary>
    Task<Deployment> BeginDeploymentAsync(DeploymentRequest request, CancellationToken cancellation);

    /// <summary>How far the deployment is; asks once and takes the next step (power on) where one is due.</summary>
    Task<Deployment> PollDeploymentAsync(DeploymentRequest request, CancellationToken cancellation);

    /// <summary>Removes what we created, found by its id or else by its deterministic name, cancelling its tasks first; nothing there is success.</summary>
    Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation);
}
