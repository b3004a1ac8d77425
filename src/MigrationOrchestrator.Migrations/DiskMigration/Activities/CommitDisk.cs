using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.DiskMigration.Activities;

/// <summary>Makes a disk's staged chunks one object, atomically: from here on the disk is complete.</summary>
/// <param name="staging">Where it is.</param>
public sealed class CommitDisk(IStagingStore staging) : StepActivity<CommitInput, long>
{
    /// <summary>Its name in histories. It gives the object's length in bytes.</summary>
    public static ActivityName<CommitInput, StepResult<long>> Name { get; } = new(nameof(CommitDisk));

    /// <inheritdoc/>
    protected override async Task<(long Value, long Bytes)> DoAsync(ActivityContext context, CommitInput input, CancellationToken cancellation)
    {
        if (await staging.FindLengthAsync(input.Staged, cancellation) == input.Chunks.SizeBytes)
        {
            return (input.Chunks.SizeBytes, 0);
        }

        List<StagedBlock> blocks = [];
        for (int index = 0; index < input.Chunks.Count; index++)
        {
            blocks.Add(await staging.FindBlockAsync(input.Staged, index, cancellation) ?? throw new FailureException(new Failure("staging.missing_block", $"Chunk {index} of {input.Staged} is no longer in staging.")
            {
                Remedy = "Something removed staged data while the migration ran; retry the migration.",
            }));
        }

        await staging.CommitAsync(input.Staged, blocks, cancellation);
        return (input.Chunks.SizeBytes, 0);
    }
}
