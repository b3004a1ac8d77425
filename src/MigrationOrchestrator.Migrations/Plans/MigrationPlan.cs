using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;

namespace MigrationOrchestrator.Migrations.Plans;

/// <summary>What a migration will do, found out without changing anything.</summary>
/// <param name="Source">As whom we read.</param>
/// <param name="Target">As whom we write.</param>
/// <param name="Machine">The machine as its cloud describes it.</param>
/// <param name="Place">Where it goes, with the cloud's ids.</param>
/// <param name="Name">The name that it gets.</param>
/// <param name="Needs">What the target takes.</param>
/// <param name="Choice">The virtual hardware that is described to the target; null where the target needs no descriptor.</param>
/// <param name="Findings">What stands in the way or is worth knowing.</param>
public sealed record MigrationPlan(
    CloudIdentity Source,
    CloudIdentity Target,
    Machine Machine,
    ResolvedPlace Place,
    string Name,
    TargetNeeds Needs,
    HardwareChoice? Choice,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing stands in the way.</summary>
    public bool CanRun => Findings.All(finding => finding.Severity != FindingSeverity.Error);

    /// <summary>The choices of <see cref="Choice"/> in words, for people; empty where there are none.</summary>
    public IReadOnlyList<PlannedHardware> Hardware => Choice is null ? [] :
    [
        new("firmware", Choice.Firmware.Value.ToString(), Choice.Firmware.Reason),
        new("disk controller", Choice.DiskController.Value.ToString(), Choice.DiskController.Reason),
        new("network card", Choice.Nic.Value.ToString(), Choice.Nic.Reason),
        new("guest type", Choice.OsType.Value.Name, Choice.OsType.Reason),
        new("hardware version", $"vmx-{Choice.HardwareVersion.Value}", Choice.HardwareVersion.Reason),
    ];
}

/// <summary>One choice of virtual hardware, in words.</summary>
/// <param name="Part">What was chosen for: disk controller, network card, firmware, guest type, hardware version.</param>
/// <param name="Choice">What was chosen.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record PlannedHardware(string Part, string Choice, string Reason);
