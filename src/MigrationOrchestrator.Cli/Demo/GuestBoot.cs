using System.Globalization;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Cli.Demo;

/// <summary>Boots a delivered machine with QEMU on the controller and network card that its descriptor names, and waits for the guest's own word.</summary>
internal static class GuestBoot
{
    private const string Marker = "GUEST-MARKER";

    /// <summary>Emulated, on a busy machine, a kernel takes a while.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Boots it and returns the guest's marker line, or null where none came in time.</summary>
    /// <exception cref="FailureException"><c>demo.controller</c>: QEMU has no such controller.</exception>
    public static async Task<string?> RunAsync(DeliveredTemplate delivered, CancellationToken cancellation)
    {
        OvfMachine machine = delivered.Envelope.Machines[0];
        string? marker = null;
        bool Found(string line)
        {
            int at = line.IndexOf(Marker, StringComparison.Ordinal);
            marker ??= at >= 0 ? line[at..].TrimEnd() : null;
            return marker is not null;
        }

        await ToolRun.StartAsync("qemu-system-x86_64", Arguments(machine, delivered.Files), Patience, Found, cancellation);
        return marker;
    }

    /// <summary>QEMU's command line for a described machine; a snapshot takes the guest's writes, so that the delivered files stay as they are.</summary>
    internal static List<string> Arguments(OvfMachine machine, IReadOnlyDictionary<string, string> files)
    {
        long memory = Math.Clamp(machine.MemoryBytes >> 20, 256, 2048);
        List<string> arguments =
        [
            "-machine", "pc,accel=tcg", "-m", memory.ToString(CultureInfo.InvariantCulture), "-smp", "1",
            "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot", "-nodefaults",
            "-netdev", "user,id=net0,restrict=on", "-device", $"{CardOf(machine)},netdev=net0",
        ];
        OvfDrive boot = machine.Drives[0];
        arguments.AddRange(ControllerOf(boot));
        for (int number = 0; number < machine.Drives.Count; number++)
        {
            string file = files[machine.Drives[number].Disk.File!.Name];
            arguments.AddRange(["-drive", $"if=none,id=disk{number},format=vmdk,snapshot=on,file={file.Replace(",", ",,", StringComparison.Ordinal)}"]);
            arguments.AddRange(["-device", DeviceOf(boot, number)]);
        }

        return arguments;
    }

    private static string CardOf(OvfMachine machine) => machine.Nics.Count > 0 ? machine.Nics[0].Model?.ToLowerInvariant() ?? "e1000" : "e1000";

    private static string[] ControllerOf(OvfDrive drive) => (drive.ControllerType, drive.ControllerSubType?.ToLowerInvariant()) switch
    {
        (6, "virtualscsi") => ["-device", "pvscsi,id=ctl0"],
        (6, "lsilogicsas") => ["-device", "mptsas1068,id=ctl0"],
        (20, "vmware.sata.ahci") => ["-device", "ahci,id=ctl0"],
        (5, _) => [],
        var other => throw new FailureException(new Failure("demo.controller", $"QEMU has nothing like the disk controller {other.ControllerType} '{other.Item2}' that the descriptor names.")),
    };

    private static string DeviceOf(OvfDrive drive, int number) => drive.ControllerType switch
    {
        6 => $"scsi-hd,bus=ctl0.0,scsi-id={number},drive=disk{number}{(number == 0 ? ",bootindex=0" : "")}",
        20 => $"ide-hd,bus=ctl0.{number},drive=disk{number}{(number == 0 ? ",bootindex=0" : "")}",
        _ => $"ide-hd,bus=ide.{number / 2},unit={number % 2},drive=disk{number}{(number == 0 ? ",bootindex=0" : "")}",
    };
}
