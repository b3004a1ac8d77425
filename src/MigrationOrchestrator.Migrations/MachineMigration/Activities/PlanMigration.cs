using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Finds out what a migration will do and what stands in its way; changes nothing.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="staging">Where the disks will rest.</param>
/// <param name="runner">Where disks will be converted.</param>
/// <param name="host">Where conversions work.</param>
public sealed class PlanMigration(CloudPorts clouds, IStagingStore staging, IConversionRunner runner, MigrationHostOptions host) : StepActivity<PlanInput, MigrationPlan>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<PlanInput, StepResult<MigrationPlan>> Name { get; } = new(nameof(PlanMigration));

    /// <inheritdoc/>
    protected override async Task<(MigrationPlan Value, long Bytes)> DoAsync(ActivityContext context, PlanInput input, CancellationToken cancellation)
    {
        MigrationRequest request = input.Request;
        IMachineSource source = await clouds.SourceAsync(request.Source.Cloud, request.Source.Region, cancellation);
        IMachineTarget target = await clouds.TargetAsync(request.Target.Cloud, request.Target.Region, cancellation);
        Machine machine = await source.DescribeAsync(request.Source, cancellation);
        string name = request.Target.Name ?? machine.Name;
        TargetSurvey survey = await target.SurveyAsync(request.Target with { Name = name }, machine, cancellation);
        bool deploys = request.Options.Deploy || request.Options.PowerOn;
        List<Finding> findings =
        [
            .. survey.Findings,
            .. deploys && survey.Findings.All(finding => finding.Severity != FindingSeverity.Error) ? await target.SurveyDeploymentAsync(survey.Place, name, cancellation) : [],
            .. MachineFindings(machine),
            .. await StagingFindingsAsync(machine, cancellation),
            .. WorkFindings(machine),
            .. await RunnerFindingsAsync(cancellation),
        ];
        HardwareChoice? choice = null;
        if (target.Needs.NeedsDescriptor)
        {
            choice = Choose(request.Options, machine, survey, findings);
        }

        return (new MigrationPlan(input.Source, input.Target, machine, survey.Place, name, target.Needs, choice, findings), 0);
    }

    private static HardwareChoice? Choose(MigrationOptions options, Machine machine, TargetSurvey survey, List<Finding> findings)
    {
        try
        {
            return HardwarePlan.For(options, machine, survey);
        }
        catch (DescriptorException impossible)
        {
            findings.Add(new Finding(FindingSeverity.Error, impossible.Code, impossible.Message, "Change the machine's image properties or the option that is named."));
            return null;
        }
    }

    private static IEnumerable<Finding> MachineFindings(Machine machine)
    {
        if (machine.IsRunning)
        {
            yield return new Finding(FindingSeverity.Warning, "source.running", $"'{machine.Name}' is running: its snapshot is what a power cut would leave.", "Shut it down first where its applications do not recover from that.");
        }

        if (machine is { IsRunning: true, Disks.Count: > 1 })
        {
            yield return new Finding(
                FindingSeverity.Warning,
                "source.disks_apart",
                $"'{machine.Name}' is running and has {machine.Disks.Count} disks: their snapshots are taken one after another, so that they show different moments.",
                "Shut it down first where data spans several disks (LVM, software RAID, databases).");
        }

        if (machine.Kind == MachineKind.Image)
        {
            yield return new Finding(FindingSeverity.Info, "source.image", $"'{machine.Name}' is an image: it is read as it is, and processors and memory are assumed ({machine.Cpus} and {machine.MemoryMiB} MiB).");
        }
    }

    private async Task<IReadOnlyList<Finding>> StagingFindingsAsync(Machine machine, CancellationToken cancellation)
    {
        long needed = machine.Disks.Sum(disk => disk.SizeBytes ?? 0);
        return await staging.FindFreeBytesAsync(cancellation) is { } free && free < needed
            ? [new Finding(FindingSeverity.Warning, "staging.small", $"Staging ({staging.Description}) has {free} bytes free; full disks would need up to {needed} bytes, twice that while they are converted.", "Free room, or choose another staging place, unless the disks are mostly empty.")]
            : [];
    }

    /// <summary>Converted disks are written where conversions work, which may be another volume than staging's.</summary>
    private IEnumerable<Finding> WorkFindings(Machine machine)
    {
        long needed = machine.Disks.Sum(disk => disk.SizeBytes ?? 0);
        string place = Path.GetFullPath(host.WorkFolder);
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } parent)
        {
            place = parent;
        }

        if (new DriveInfo(place).AvailableFreeSpace is var free && free < needed)
        {
            yield return new Finding(
                FindingSeverity.Warning, "conversion.small", $"The folder in which disks are converted ({host.WorkFolder}) has {free} bytes free; full disks would need up to {needed} bytes.", "Free room, or choose another folder for conversions, unless the disks are mostly empty.");
        }
    }

    private async Task<IEnumerable<Finding>> RunnerFindingsAsync(CancellationToken cancellation)
    {
        try
        {
            RunnerDescription where = await runner.DescribeAsync(cancellation);
            return where.Missing.Select(missing => new Finding(FindingSeverity.Warning, "conversion.protection_missing", $"Conversions are less shut in than they could be: {missing}"));
        }
        catch (FailureException unusable) when (!unusable.Failure.Transient)
        {
            return [new Finding(FindingSeverity.Error, unusable.Failure.Code, unusable.Failure.Message, unusable.Failure.Remedy)];
        }
    }
}
