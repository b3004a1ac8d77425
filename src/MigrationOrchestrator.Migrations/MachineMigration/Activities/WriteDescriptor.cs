using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Writes the OVF descriptor of the plan's machine and the staged files into staging.</summary>
/// <param name="staging">Where it goes.</param>
public sealed class WriteDescriptor(IStagingStore staging) : StepActivity<DescriptorInput, string>
{
    /// <summary>Its name in histories. It gives the descriptor's SHA-256 in lower-case hexadecimal.</summary>
    public static ActivityName<DescriptorInput, StepResult<string>> Name { get; } = new(nameof(WriteDescriptor));

    /// <inheritdoc/>
    protected override async Task<(string Value, long Bytes)> DoAsync(ActivityContext context, DescriptorInput input, CancellationToken cancellation)
    {
        byte[] descriptor;
        try
        {
            descriptor = OvfDescriptor.Write(Describe(input));
        }
        catch (DescriptorException wrong)
        {
            throw new FailureException(new Failure(wrong.Code, wrong.Message), wrong);
        }

        await staging.PutAsync(StagedAs(input.Migration), descriptor, cancellation);
        return (Convert.ToHexStringLower(SHA256.HashData(descriptor)), descriptor.Length);
    }

    internal static StagedName StagedAs(InstanceId migration) => StagedName.Of(migration.Value, "descriptor.ovf");

    private static DescribedMachine Describe(DescriptorInput input)
    {
        MigrationPlan plan = input.Plan;
        Machine machine = plan.Machine;
        string network = plan.Place.Names.GetValueOrDefault("network", "none");
        return new DescribedMachine(
            plan.Name,
            machine.Cpus,
            machine.MemoryMiB,
            [.. input.Files.Select(file => new DescribedDisk(file.Name, file.SizeBytes, file.CapacityBytes))],
            [.. machine.Nics.Select(nic => new DescribedNic(network, nic.Mac))],
            plan.Choice!);
    }
}
