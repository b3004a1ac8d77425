using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>
/// <c>migrator convert</c>, <c>inspect</c> and <c>digest</c>: single images. The conversion sandbox runs these too, so they touch nothing but
/// the files that they are given, and for a VMDK of several files those of its descriptor's folder that it names.
/// </summary>
internal static class ImageCommands
{
    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandAction action) => [ConvertCommand.Create(action), Inspect(action), Digest(action)];

    private static DocumentedCommand Inspect(CommandAction action)
    {
        DocumentedCommand command = new("inspect", "Look at an image's header, and refuse what is not safe to open.", "migrator inspect disk.qcow2 --json") { InputImage.Path };
        command.Options.Add(InputImage.From);
        command.Options.Add(InputImage.Disk);
        action.Set(command, async context =>
        {
            await using InputImage input = await InputImage.OpenAsync(context);
            InspectionAnswer answer = InspectionAnswer.From(input.Info);
            if (context.Json)
            {
                CliJson.WriteLine(context.Terminal, answer);
                return ExitCode.Done;
            }

            IAnsiConsole console = context.Terminal.Output;
            console.MarkupLineInterpolated($"format   {answer.Format} {answer.Subformat ?? ""}");
            console.MarkupLineInterpolated($"capacity {Amount.Bytes(answer.VirtualSizeBytes)} ({answer.VirtualSizeBytes} bytes)");
            console.MarkupLineInterpolated($"file     {Amount.Bytes(answer.FileSizeBytes)}");
            console.MarkupLineInterpolated($"reading  {(answer.NativelyReadable ? "natively" : "needs qemu-img")}");
            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Digest(CommandAction action)
    {
        DocumentedCommand command = new("digest", "Say the digest of what a guest sees: equal for images of any format that hold the same disk.", "migrator digest disk.qcow2", "migrator digest delivered.vmdk --json") { InputImage.Path };
        command.Options.Add(InputImage.From);
        command.Options.Add(InputImage.Disk);
        action.Set(command, async context =>
        {
            await using InputImage input = await InputImage.OpenAsync(context);
            await using IDiskReader disk = await DiskImage.OpenAsync(input.Source, input.Info.Format, input.Package, context.Cancellation);
            GuestDigest digest = await ImageProgress.RunAsync(context, "Reading", progress => GuestDigest.ComputeAsync(disk, Environment.ProcessorCount, progress, context.Cancellation));
            ImageAnswers.Write(context, new ConverterReport(input.Info.VirtualSizeBytes, digest.ToString()));
            return ExitCode.Done;
        });
        return command;
    }
}
