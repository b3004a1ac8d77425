using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Cli.Images;

/// <summary><c>migrator convert</c>.</summary>
internal static class ConvertCommand
{
    private static readonly Dictionary<string, TargetImage> Targets = new(StringComparer.Ordinal)
    {
        ["vmdk"] = TargetImage.VmdkStreamOptimized,
        ["qcow2"] = TargetImage.Qcow2,
        ["qcow2-compressed"] = TargetImage.Qcow2Compressed,
        ["raw"] = TargetImage.Raw,
        ["vhd"] = TargetImage.VhdFixed,
        ["vhd-dynamic"] = TargetImage.VhdDynamic,
    };

    private static readonly Argument<FileInfo> Output = new("output") { Description = "The file to write; a file of that name is replaced once the new one is whole." };
    private static readonly Option<string> To = new Option<string>("--to") { Description = "The output's format.", DefaultValueFactory = _ => "vmdk" }.AcceptOnlyFromAmong([.. Targets.Keys]);
    private static readonly Option<ConversionLevel> Level = new("--level") { Description = "Time against size: small is about qemu-img's size, balanced about 8 % more, fast about 12 % more; auto weighs conversion against upload.", DefaultValueFactory = _ => ConversionLevel.Balanced };
    private static readonly Option<long?> UploadRate = new("--upload-rate") { Description = "With --level auto: the rate at which the output will be uploaded; a quarter of 1 Gb/s unless told.", HelpName = "bytes/s" };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on with a conversion of the same files that was interrupted, and keep what is done if this one is too (OUTPUT.partial)." };

    /// <summary>Makes the command.</summary>
    public static DocumentedCommand Create(CommandAction action)
    {
        DocumentedCommand command = new("convert", "Convert an image and say the digest of what its guest sees.", "migrator convert --from qcow2 --to vmdk disk.qcow2 disk.vmdk", "migrator convert --to vhd --json disk.raw disk.vhd", "migrator convert --level auto --upload-rate 12500000 --resume disk.qcow2 disk.vmdk") { InputImage.Path };
        command.Arguments.Add(Output);
        command.Options.Add(InputImage.From);
        command.Options.Add(InputImage.Disk);
        command.Options.Add(To);
        command.Options.Add(Level);
        command.Options.Add(UploadRate);
        command.Options.Add(Resume);
        action.Set(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        ConversionLevel level = context.Parse.GetValue(Level);
        double? uploadRate = Rate(context, level);
        string target = RealPath.Of(context.Parse.GetValue(Output)!.FullName);
        await using InputImage input = await InputImage.OpenAsync(context);
        Check(target, input);
        await using PartialOutput output = context.Parse.GetValue(Resume) ? PartialOutput.BeginOrResume(target, input) : PartialOutput.Begin(target);
        ConversionRequest request = new()
        {
            Source = input.Source,
            SourceFormat = input.Info.Format,
            Package = input.Package,
            Target = Targets[context.Parse.GetValue(To)!],
            Sink = output.Sink,
            Level = level,
            UploadBytesPerSecond = uploadRate is { } rate ? () => rate : null,
            ResumeFrom = output.ResumeFrom,
            OnCheckpoint = context.Parse.GetValue(Resume) ? (checkpoint, _) => output.KeepAsync(checkpoint) : null,
        };
        ConversionResult result = await ImageProgress.RunAsync(context, "Converting", progress => ImageConverter.ConvertAsync(request, progress, context.Cancellation));
        await output.FinishAsync(result.LengthBytes);
        ImageAnswers.Write(context, new ConverterReport(result.VirtualSizeBytes, result.GuestDigest.ToString()) { LengthBytes = result.LengthBytes, Compressors = result.Compressors });
        return ExitCode.Done;
    }

    private static double? Rate(CommandContext context, ConversionLevel level) => context.Parse.GetValue(UploadRate) switch
    {
        null => null,
        <= 0 => throw new UsageException("usage.upload_rate", "An upload has a rate above 0.", "Give --upload-rate in bytes per second, or leave it out."),
        _ when level != ConversionLevel.Auto => throw new UsageException("usage.upload_rate", $"The level {level.ToString().ToLowerInvariant()} does not depend on the upload's rate.", "Give --level auto, or leave --upload-rate out."),
        long rate => rate,
    };

    private static void Check(string target, InputImage input)
    {
        if (input.Files.Contains(target))
        {
            throw new UsageException("usage.output", "The output is the input.", "Name another file.");
        }

        if (Directory.Exists(target) || target.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new UsageException("usage.output", $"'{target}' is no plain file.", "Name a file; it is written beside itself first and then takes its name.");
        }
    }
}
