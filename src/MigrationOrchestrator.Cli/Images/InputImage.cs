using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Images.Packages;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>
/// The image that a command is given, inspected: a file, a VMDK's descriptor, which may name files of its own folder and no
/// others, or a disk in an OVA.
/// </summary>
internal sealed class InputImage : IAsyncDisposable
{
    /// <summary>The argument.</summary>
    public static readonly Argument<FileInfo> Path = new Argument<FileInfo>("input") { Description = "The image, the descriptor of a VMDK that has several files, or an OVA." }.AcceptExistingOnly();

    /// <summary>The option that says its format.</summary>
    public static readonly Option<string?> From = new("--from") { Description = "The input's format: raw, qcow2, vmdk, vhd; else it is found out.", HelpName = "format" };

    /// <summary>The option that says which disk of an OVA is meant.</summary>
    public static readonly Option<string?> Disk = new("--disk") { Description = "Which file of an OVA, where it has several.", HelpName = "name" };

    private readonly IAsyncDisposable owner;

    private InputImage(FileInfo file, string? disk, IRangedSource source, IImagePackage package, IAsyncDisposable owner, ImageInfo info)
    {
        this.owner = owner;
        (File, DiskName, Source, Package, Info) = (file, disk, source, package, info);
    }

    /// <summary>The file, its links followed.</summary>
    public FileInfo File { get; }

    /// <summary>Which file of an OVA it is; null where it is a file of its own.</summary>
    public string? DiskName { get; }

    /// <summary>Its bytes.</summary>
    public IRangedSource Source { get; }

    /// <summary>The files beside it.</summary>
    public IImagePackage Package { get; }

    /// <summary>What the inspection found.</summary>
    public ImageInfo Info { get; }

    /// <summary>All files that the image consists of.</summary>
    public IReadOnlyList<string> Files => [File.FullName, .. Info.ExtentNames.Select(name => System.IO.Path.Combine(File.DirectoryName!, name))];

    /// <summary>Opens and inspects what the command line names.</summary>
    /// <exception cref="ImageException">The image is not safe to open, damaged, or of another format than told.</exception>
    /// <exception cref="PackageException">The OVA is damaged.</exception>
    /// <exception cref="UsageException">The OVA has several disks, or not the one that is named.</exception>
    public static async Task<InputImage> OpenAsync(CommandContext context)
    {
        FileInfo file = new(RealPath.Of(context.Parse.GetValue(Path)!.FullName));
        ImageFormat? declared = context.Parse.GetValue(From) is { } name ? ImageFormatNames.Parse(name) : null;
        FileSource source = FileSource.Open(file.FullName);
        try
        {
            if (declared == ImageFormat.Raw || !await OvaFiles.IsArchiveAsync(source, context.Cancellation))
            {
                DirectoryPackage package = new(file.DirectoryName!);
                return new InputImage(file, null, source, package, source, await ImageInspector.InspectAsync(source, declared, package, context.Cancellation));
            }
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }

        await source.DisposeAsync();
        return await OpenOvaAsync(context, file, declared);
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync() => owner.DisposeAsync();

    private static async Task<InputImage> OpenOvaAsync(CommandContext context, FileInfo file, ImageFormat? declared)
    {
        OvaFiles ova = await OvaFiles.ReadAsync(file.FullName, context.Cancellation);
        try
        {
            string disk = Choose(ova.Names, context.Parse.GetValue(Disk));
            IRangedSource source = (await ova.OpenAsync(disk, context.Cancellation))!;
            return new InputImage(file, disk, source, ova, ova, await ImageInspector.InspectAsync(source, declared, ova, context.Cancellation));
        }
        catch
        {
            await ova.DisposeAsync();
            throw;
        }
    }

    private static string Choose(IReadOnlyList<string> names, string? told)
    {
        string listed = string.Join(", ", names.Select(name => $"'{name}'"));
        return told is not null && names.Contains(told) ? told
            : told is null && names.Count == 1 ? names[0]
            : throw new UsageException("usage.disk", $"The package has the files {(names.Count > 0 ? listed : "of no disk")}.", "Name the disk with --disk.");
    }
}
