using System.Globalization;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Chooses the virtual hardware on which a guest starts without a change inside it.</summary>
public static class GuestHardware
{
    // That of vSphere 5.5: nothing older is gained by going lower where the target can do this.
    private const int UsualHardwareVersion = 10;

    /// <summary>Chooses controller, card, operating system type and hardware version for a guest.</summary>
    /// <param name="os">The guest.</param>
    /// <param name="firmware">The firmware that the image was installed with.</param>
    /// <param name="target">What the target can run; types and devices that are too new for it are replaced by older ones.</param>
    /// <param name="overrides">What the operator wants instead; null overrides nothing.</param>
    /// <returns>The choice, each part with its reason. The hardware version is the lowest that offers all of it (but 10 where the target can run that), so that old hosts can run the machine too.</returns>
    /// <exception cref="DescriptorException">The guest's processor is not x86, the target cannot start EFI machines, or an override asks for what the target cannot run.</exception>
    public static HardwareChoice For(GuestOs os, Firmware firmware, HardwareLimits target, HardwareOverrides? overrides = null)
    {
        overrides ??= HardwareOverrides.None;
        if (os.Architecture is not (GuestOs.DefaultArchitecture or "i686"))
        {
            throw new DescriptorException("descriptor.architecture",
                $"The guest's architecture is '{os.Architecture}', but the target's hosts run x86 guests only. If the image tells it wrongly, correct its hw_architecture property.");
        }

        int ceiling = Ceiling(target, overrides);
        Chosen<Firmware> chosenFirmware = FirmwareFor(firmware, ceiling);
        Chosen<DiskController> controller = overrides.DiskController is { } asked
            ? new Chosen<DiskController>(asked, "The operator asked for this controller.")
            : DeviceRules.DiskControllerFor(os, ceiling);
        Chosen<NicModel> nic = overrides.Nic is { } askedNic
            ? new Chosen<NicModel>(askedNic, "The operator asked for this card.")
            : DeviceRules.NicFor(os, ceiling);
        Require("disk controller", controller.Value, HardwareNeeds.Of(controller.Value), ceiling);
        Require("network card", nic.Value, HardwareNeeds.Of(nic.Value), ceiling);

        (Chosen<OsType>? osType, int osNeeds) = OsTypeFor(os, target, overrides, ceiling);
        int needs = Math.Max(osNeeds, HardwareNeeds.Of(chosenFirmware.Value, controller.Value, nic.Value));
        return new HardwareChoice(chosenFirmware, controller, nic, osType, VersionFor(overrides, ceiling, needs));
    }

    private static int Ceiling(HardwareLimits target, HardwareOverrides overrides)
    {
        int highest = target.HighestHardwareVersion ?? HardwareLimits.AssumedHardwareVersion;
        int wanted = overrides.HardwareVersion ?? highest;
        if (wanted < HardwareLimits.LowestHardwareVersion || (target.HighestHardwareVersion is { } known && wanted > known))
        {
            throw new DescriptorException("descriptor.hardware_version", string.Create(CultureInfo.InvariantCulture,
                $"Hardware version {wanted} was asked for; the target can run {HardwareLimits.LowestHardwareVersion} to {highest}. Choose one of these."));
        }

        return wanted;
    }

    private static Chosen<Firmware> FirmwareFor(Firmware firmware, int ceiling)
    {
        if (firmware == Firmware.EfiSecureBoot && ceiling < HardwareNeeds.Of(firmware) && ceiling >= HardwareNeeds.Of(Firmware.Efi))
        {
            return new(Firmware.Efi, "The image asks for Secure Boot, which needs hardware version 13; this target is older, and a guest starts without it too.");
        }

        Require("firmware", firmware, HardwareNeeds.Of(firmware == Firmware.EfiSecureBoot ? Firmware.Efi : firmware), ceiling);
        return new(firmware, firmware == Firmware.Bios ? "The image is installed for BIOS." : "The image is installed for UEFI.");
    }

    private static (Chosen<OsType> Type, int Needs) OsTypeFor(GuestOs os, HardwareLimits target, HardwareOverrides overrides, int ceiling)
    {
        if (overrides.OsType is { } asked)
        {
            OsType known = OsTypes.Find(asked) ?? new OsType(CheckedOsType(asked), OsTypes.Other64.CimId, null, HardwareLimits.LowestHardwareVersion);
            return (new(known, "The operator asked for this type."), HardwareLimits.LowestHardwareVersion);
        }

        // Only the exact type is worth a high hardware version; a general one should not tie the machine to new hosts.
        int general = Math.Min(ceiling, HardwareLimits.AssumedHardwareVersion);
        foreach ((OsType? type, bool isExact) in OsTypes.Candidates(os))
        {
            if (NeedsOf(type, target) is { } needs && needs <= (isExact ? ceiling : general))
            {
                string reason = isExact
                    ? $"It is the type for {os.Describe()}."
                    : $"The guest is {os.Describe()}; the target offers no type for just that, and this is the closest one.";
                return (new(type, reason), needs);
            }
        }

        OsType unknown = os.Is32Bit ? OsTypes.Other32 : OsTypes.Other64;
        return (new(unknown, $"The target offers no type for {os.Describe()}; this one says nothing about it."), HardwareLimits.LowestHardwareVersion);
    }

    /// <summary>The hardware version from which the target offers a type; null where it does not know it.</summary>
    private static int? NeedsOf(OsType type, HardwareLimits target) => target.OsTypes is null
        ? type.MinimumHardwareVersion
        : target.OsTypes.TryGetValue(type.Name, out int minimum) ? minimum : null;

    private static string CheckedOsType(string name) =>
        name.Length is > 0 and <= 80 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? name
            : throw new DescriptorException("descriptor.os_type",
                "The operating system type asked for is not a name of up to 80 letters, digits and '_'. Give one of VMware's names, such as debian12_64Guest.");

    private static Chosen<int> VersionFor(HardwareOverrides overrides, int ceiling, int needs)
    {
        if (overrides.HardwareVersion is { } asked)
        {
            return new(asked, "The operator asked for this version.");
        }

        int usual = Math.Min(UsualHardwareVersion, ceiling);
        return needs > usual
            ? new(needs, "It is the lowest version with everything chosen here.")
            : new(usual, "It has everything chosen here, and old hosts can run it too.");
    }

    private static void Require<T>(string part, T value, int needs, int ceiling)
    {
        if (needs > ceiling)
        {
            throw new DescriptorException("descriptor.hardware_version", string.Create(CultureInfo.InvariantCulture,
                $"The {part} {value} needs hardware version {needs}, but {ceiling} is the highest to be used here. Choose another {part}, or a target with newer hosts."));
        }
    }
}
