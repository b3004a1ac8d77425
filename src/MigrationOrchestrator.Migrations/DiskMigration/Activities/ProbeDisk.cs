using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>Finds out what reading a disk will be like.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="hashes">Takes the image's hash from now on as it arrives.</param>
public sealed class ProbeDisk(CloudPorts clouds, ImageHashes hashes) : StepActivity<MigrateDiskInput, DiskProbe>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<MigrateDiskInput, StepResult<DiskProbe>> Name { get; } = new(nameof(ProbeDisk));

    /// <inheritdoc/>
    protected override async Task<(DiskProbe Value, long Bytes)> DoAsync(ActivityContext context, MigrateDiskInput input, CancellationToken cancellation)
    {
        IMachineSource source = await clouds.SourceAsync(input.Source.Cloud, input.Source.Region, cancellation);
        DiskProbe probe = await source.ProbeDiskAsync(input.Disk, cancellation);
        if (probe.SizeBytes <= 0)
        {
            throw new FailureException(new Failure("source.empty_image", $"The image {input.Disk.ImageId} of {input.Disk.DiskId} has no bytes.")
            {
                Remedy = "Look at the image in the source cloud; its upload may never have ended.",
            });
        }

        if (probe.FindHash() is { } algorithm)
        {
            hashes.Begin(StagedName.Of(input.Migration.Value, input.Disk.DiskId, "source"), algorithm);
        }

        return (probe, 0);
    }
}
