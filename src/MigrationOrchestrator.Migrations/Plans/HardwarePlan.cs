using System.Globalization;
using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Migrations.Machines;

namespace MigrationOrchestrator.Migrations.Plans;

/// <summary>Chooses the virtual hardware that a machine is described with, from what both clouds say.</summary>
internal static class HardwarePlan
{
    /// <summary>Chooses.</summary>
    /// <exception cref="DescriptorException">The target cannot run the guest, or an option asks for what it cannot run.</exception>
    public static HardwareChoice For(MigrationOptions options, Machine machine, TargetSurvey survey)
    {
        GuestHints hints = machine.Guest;
        GuestOs os = GuestOs.FromImageProperties(hints.Distribution, hints.Version, hints.Type, hints.ImageName ?? machine.Name, hints.Architecture);
        Firmware firmware = hints.Firmware != "uefi" ? Firmware.Bios : hints.SecureBoot ? Firmware.EfiSecureBoot : Firmware.Efi;
        return GuestHardware.For(os, firmware, Limits(survey), new HardwareOverrides
        {
            DiskController = options.DiskController is { } controller ? Requests.RequestWords.Controllers[controller] : null,
            Nic = options.NetworkCard is { } card ? Requests.RequestWords.NetworkCards[card] : null,
        });
    }

    private static HardwareLimits Limits(TargetSurvey survey)
    {
        int[] versions = [.. survey.HardwareVersions.Select(Number).Where(number => number > 0)];
        return new HardwareLimits(
            versions.Length == 0 ? null : versions.Max(),
            survey.OsTypes.Count == 0 ? null : survey.OsTypes.ToDictionary(type => type, _ => HardwareLimits.LowestHardwareVersion, StringComparer.Ordinal));
    }

    private static int Number(string version) => int.TryParse(version.AsSpan(version.IndexOf('-', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
