using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>The image that a command is given, inspected; a VMDK's descriptor may name files of its own folder, and no others.</summary>
internal sealed class InputImage : IAsyncDisposable
{
    /// <summary>The argument.</summary>
    public static readonly Argument<FileInfo> Path = new Argument<FileInfo>("input") { Description = "The image, or the descriptor of a VMDK that has several files." }.AcceptExistingOnly();

    /// <summary>The option that says its format.</summary>
    public static readonly Option<string?> From = new("--from") { Description = "The input's format: raw, qcow2, vmdk, vhd; else it is found out.", HelpName = "format" };

    private readonly FileSource source;

    private InputImage(FileInfo file, FileSource source, IImagePackage package, ImageInfo info)
    {
        this.source = source;
        (File, Package, Info) = (file, package, info);
    }

    /// <summary>The file, its links followed.</summary>
    public FileInfo File { get; }

    /// <summary>Its bytes.</summary>
    public IRangedSource Source => source;

    /// <summary>The files beside it.</summary>
    public IImagePackage Package { get; }

    /// <summary>What the inspection found.</summary>
    public ImageInfo Info { get; }

    /// <summary>All files that the image consists of.</summary>
    public IReadOnlyList<string> Files => [File.FullName, .. Info.ExtentNames.Select(name => System.IO.Path.Combine(File.DirectoryName!, name))];

    /// <summary>Opens and inspects what the command line names.</summary>
    /// <exception cref="ImageException">The image is not safe to open, damaged, or of another format than told.</exception>
    public static async Task<InputImage> OpenAsync(CommandContext context)
    {
        FileInfo file = new(RealPath.Of(context.Parse.GetValue(Path)!.FullName));
        ImageFormat? declared = context.Parse.GetValue(From) is { } name ? ImageFormatNames.Parse(name) : null;
        DirectoryPackage package = new(file.DirectoryName!);
        FileSource source = FileSource.Open(file.FullName);
        try
        {
            return new InputImage(file, source, package, await ImageInspector.InspectAsync(source, declared, package, context.Cancellation));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync() => source.DisposeAsync();
}
