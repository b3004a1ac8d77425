using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Conformance;

/// <summary>Folders like a host's: a data folder for its owner alone with an input, an output folder and the runner's own.</summary>
internal sealed class JobPlace : IDisposable
{
    public const string InputText = "the source image\n";

    public static readonly ConversionLimits Limits = new(TimeSpan.FromSeconds(60), 256L << 20, 64L << 20, 1);

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public JobPlace()
        : this(Directory.CreateTempSubdirectory("conversion-test-").FullName)
    {
        Directory.CreateDirectory(OutputFolder, Private | UnixFileMode.UserExecute);
        File.WriteAllText(Input, InputText);
        File.SetUnixFileMode(Input, Private);
    }

    public JobPlace(string folder) => Folder = folder;

    public string Folder { get; }

    public string JobsFolder => Path.Combine(Folder, "jobs");

    public string Input => Path.Combine(Folder, "source.qcow2");

    public string OutputFolder => Path.Combine(Folder, "out");

    public string Output => Path.Combine(OutputFolder, "disk.vmdk");

    public ConversionJob Job(string script, ConversionLimits? limits = null, string key = "m-1/convert:0")
        => new($"{Path.GetFileName(Folder)}/{key}", ConversionTool.QemuImg, ["-c", script], Input, OutputFolder, "disk.vmdk", limits ?? Limits);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
