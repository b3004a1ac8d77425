using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Receipts;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Demo;

/// <summary>Proves that what arrived is what left, from the outside: what the target gives back, other people's tools, the clouds' own counts.</summary>
/// <param name="context">The command.</param>
/// <param name="clouds">Both clouds.</param>
/// <param name="guest">The disk that the source's server was made of.</param>
internal sealed class DemoProofs(CommandContext context, DemoClouds clouds, FileInfo guest)
{
    private static readonly TimeSpan ToolPatience = TimeSpan.FromMinutes(5);

    private bool allHold = true;

    /// <summary>Shows every proof and says whether all hold.</summary>
    public async Task<bool> ShowAsync(DataFolder folder, Receipt receipt, bool boot)
    {
        DeliveredTemplate delivered = await DeliveredTemplate.ReadBackAsync(clouds, receipt.Name!, Path.Combine(folder.Root, "delivered", receipt.Id.Value), context.Cancellation);
        string disk = delivered.Files[delivered.Envelope.Machines[0].Drives[0].Disk.File!.Name];
        Say(receipt.Disks.All(one => one.GuestDigestSource == one.GuestDigestDelivered), "the receipt's two digests of the guest's content are equal");
        await DigestsAsync(receipt, disk);
        await QemuImgAsync(disk);
        Say(new FileInfo(disk).Length == receipt.Disks[0].DeliveredBytes, "the target holds exactly the bytes that the receipt names");
        NothingLeft();
        if (boot)
        {
            await BootAsync(delivered);
        }

        context.Terminal.Output.MarkupLineInterpolated($"Delivered disk, read back from the target: {disk}");
        return allHold;
    }

    private async Task DigestsAsync(Receipt receipt, string disk)
    {
        string before = await DigestAsync(guest.FullName);
        string after = await DigestAsync(disk);
        Say(before == after && after == receipt.Disks[0].GuestDigestDelivered, $"source and delivered disk have the digest {after}");
    }

    private async Task QemuImgAsync(string disk)
    {
        string format = await FormatAsync(guest.FullName);
        ToolRun compare = await QemuImgAsync("compare", "-f", format, "-F", "vmdk", guest.FullName, disk);
        Say(compare.ExitCode == 0, $"qemu-img compare: {compare.Output.Trim()}");
        ToolRun check = await QemuImgAsync("check", "-f", "vmdk", disk);
        Say(check.ExitCode == 0, $"qemu-img check: {check.Output.Trim().ReplaceLineEndings("; ")}");
    }

    private void NothingLeft()
    {
        Say(clouds.OpenStack.Resources["snapshots"] == 0, "no snapshot is left in the source");
        VCloudEmulatorState state = clouds.VCloud.State;
        Say(state.Uploads.Count == 0 && state.Templates.All(template => template.Status == 8), "no partial upload is left in the target");
    }

    private async Task BootAsync(DeliveredTemplate delivered)
    {
        context.Terminal.Output.MarkupLine("Booting the delivered disk with QEMU...");
        string? marker = await GuestBoot.RunAsync(delivered, context.Cancellation);
        Say(marker?.Contains("sum=ok", StringComparison.Ordinal) == true, marker ?? "the guest said nothing in time");
    }

    private void Say(bool holds, string what)
    {
        allHold &= holds;
        context.Terminal.Output.MarkupLine($"{(holds ? "[green]ok[/]    " : "[red]FAILED[/]")} {Markup.Escape(what)}");
    }

    private async Task<string> DigestAsync(string path)
    {
        await using FileSource source = FileSource.Open(path);
        ImageInfo info = await ImageInspector.InspectAsync(source, null, context.Cancellation);
        await using IDiskReader reader = await DiskImage.OpenAsync(source, info.Format, context.Cancellation);
        return (await GuestDigest.ComputeAsync(reader, Environment.ProcessorCount, null, context.Cancellation)).ToString();
    }

    private async Task<string> FormatAsync(string path)
    {
        await using FileSource source = FileSource.Open(path);
        return (await ImageInspector.InspectAsync(source, null, context.Cancellation)).Format.ToQemuName();
    }

    private Task<ToolRun> QemuImgAsync(params string[] arguments) => ToolRun.StartAsync("qemu-img", arguments, ToolPatience, _ => false, context.Cancellation);
}
