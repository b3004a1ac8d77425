using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>
/// <c>migrator convert</c>, <c>inspect</c> and <c>digest</c>: single image files. The conversion sandbox runs these too, so they touch nothing but
/// the files that they are given.
/// </summary>
internal static class ImageCommands
{
    private static readonly Argument<FileInfo> Input = new Argument<FileInfo>("input") { Description = "The image." }.AcceptExistingOnly();
    private static readonly Option<string?> From = new("--from") { Description = "The input's format: raw, qcow2, vmdk, vhd; else it is found out.", HelpName = "format" };

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandAction action) => [Convert(action), Inspect(action), Digest(action)];

    private static DocumentedCommand Convert(CommandAction action)
    {
        DocumentedCommand command = new("convert", "Convert an image and say the digest of what its guest sees.", "migrator convert --from qcow2 --to vmdk disk.qcow2 disk.vmdk", "migrator convert --to vhd --json disk.raw disk.vhd") { Input };
        Argument<FileInfo> output = new("output") { Description = "The file to write; a file of that name is replaced." };
        Option<string> to = new("--to") { Description = "The output's format.", DefaultValueFactory = _ => "vmdk" };
        to.AcceptOnlyFromAmong([.. Targets.Keys]);
        Option<ConversionLevel> level = new("--level") { Description = "Time against size.", DefaultValueFactory = _ => ConversionLevel.Balanced };
        command.Arguments.Add(output);
        command.Options.Add(From);
        command.Options.Add(to);
        command.Options.Add(level);
        action.Set(command, async context =>
        {
            FileInfo target = context.Parse.GetValue(output)!;
            await using FileSource source = FileSource.Open(context.Parse.GetValue(Input)!.FullName);
            ImageInfo info = await ImageInspector.InspectAsync(source, Declared(context), context.Cancellation);
            if (Path.GetFullPath(target.FullName) == Path.GetFullPath(context.Parse.GetValue(Input)!.FullName))
            {
                throw new UsageException("usage.output", "The output is the input.", "Name another file.");
            }

            ConversionResult result;
            await using (FilePieceSink sink = FilePieceSink.Open(target.FullName))
            {
                ConversionRequest request = new() { Source = source, SourceFormat = info.Format, Target = Targets[context.Parse.GetValue(to)!], Sink = sink, Level = context.Parse.GetValue(level) };
                result = await ImageProgress.RunAsync(context, "Converting", progress => ImageConverter.ConvertAsync(request, progress, context.Cancellation));
                sink.Complete(result.LengthBytes);
            }

            Write(context, new ConverterReport(result.VirtualSizeBytes, result.GuestDigest.ToString()) { LengthBytes = result.LengthBytes, Compressors = result.Compressors });
            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Inspect(CommandAction action)
    {
        DocumentedCommand command = new("inspect", "Look at an image's header, and refuse what is not safe to open.", "migrator inspect disk.qcow2 --json") { Input };
        command.Options.Add(From);
        action.Set(command, async context =>
        {
            await using FileSource source = FileSource.Open(context.Parse.GetValue(Input)!.FullName);
            InspectionAnswer answer = InspectionAnswer.From(await ImageInspector.InspectAsync(source, Declared(context), context.Cancellation));
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
        DocumentedCommand command = new("digest", "Say the digest of what a guest sees: equal for images of any format that hold the same disk.", "migrator digest disk.qcow2", "migrator digest delivered.vmdk --json") { Input };
        command.Options.Add(From);
        action.Set(command, async context =>
        {
            await using FileSource source = FileSource.Open(context.Parse.GetValue(Input)!.FullName);
            ImageInfo info = await ImageInspector.InspectAsync(source, Declared(context), context.Cancellation);
            await using IDiskReader disk = await DiskImage.OpenAsync(source, info.Format, context.Cancellation);
            GuestDigest digest = await ImageProgress.RunAsync(context, "Reading", progress => GuestDigest.ComputeAsync(disk, Environment.ProcessorCount, progress, context.Cancellation));
            Write(context, new ConverterReport(info.VirtualSizeBytes, digest.ToString()));
            return ExitCode.Done;
        });
        return command;
    }

    private static readonly Dictionary<string, TargetImage> Targets = new(StringComparer.Ordinal)
    {
        ["vmdk"] = TargetImage.VmdkStreamOptimized,
        ["qcow2"] = TargetImage.Qcow2,
        ["qcow2-compressed"] = TargetImage.Qcow2Compressed,
        ["raw"] = TargetImage.Raw,
        ["vhd"] = TargetImage.VhdFixed,
        ["vhd-dynamic"] = TargetImage.VhdDynamic,
    };

    private static ImageFormat? Declared(CommandContext context) => context.Parse.GetValue(From) is { } name ? ImageFormatNames.Parse(name) : null;

    private static void Write(CommandContext context, ConverterReport report)
    {
        if (context.Json)
        {
            // One line: whoever runs this reads the last line of standard output.
            context.Terminal.Raw.WriteLine(DurableJson.Serialize(report));
            return;
        }

        IAnsiConsole console = context.Terminal.Output;
        if (report.LengthBytes is { } length)
        {
            console.MarkupLineInterpolated($"output   {Amount.Bytes(length)} ({length} bytes){(report.Compressors.Count > 0 ? $", {string.Join(", ", report.Compressors)}" : "")}");
        }

        console.MarkupLineInterpolated($"capacity {Amount.Bytes(report.CapacityBytes)} ({report.CapacityBytes} bytes)");
        console.MarkupLineInterpolated($"digest   {report.GuestDigest}");
    }
}
