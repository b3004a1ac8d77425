using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>An emulated OpenStack and an emulated vCloud Director that outlive the program under test, and a data folder that knows both.</summary>
internal sealed class TwoClouds : IAsyncDisposable
{
    public const string Source = "north";
    public const string Target = "vcd";
    public const string SourcePassword = "canary-Pa55word-of-the-source";
    public const string TargetPassword = "canary-Pa55word-of-the-target";

    private readonly DirectoryInfo folder;

    private TwoClouds(DirectoryInfo folder, OpenStackEmulator openStack, VCloudEmulator vCloud)
    {
        this.folder = folder;
        OpenStack = openStack;
        VCloud = vCloud;
        Migrator = new Migrator(Path.Combine(folder.FullName, "data"));
    }

    public OpenStackEmulator OpenStack { get; }

    public VCloudEmulator VCloud { get; }

    public Migrator Migrator { get; }

    public string Folder => folder.FullName;

    public string StagingFolder => Path.Combine(Migrator.DataFolder, "staging");

    public static async Task<TwoClouds> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("two-clouds-");
        OpenStackEmulator openStack = await OpenStackEmulator.StartAsync(new OpenStackEmulatorOptions { Password = SourcePassword }, TestContext.Current.CancellationToken);
        VCloudEmulator vCloud = await VCloudEmulator.StartAsync(
            new VCloudEmulatorOptions { Organisations = [EmulatedOrganisation.Default with { Users = [new EmulatedUser("operator", TargetPassword)] }] },
            TestContext.Current.CancellationToken);
        TwoClouds clouds = new(folder, openStack, vCloud);
        clouds.Migrator.Environment["SOURCE_PASSWORD"] = SourcePassword;
        clouds.Migrator.Environment["TARGET_PASSWORD"] = TargetPassword;
        await clouds.RegisterAsync("SOURCE_PASSWORD");
        return clouds;
    }

    /// <summary>Registers both clouds.</summary>
    /// <param name="sourceVariable">The environment variable that holds the source's password.</param>
    public async Task RegisterAsync(string sourceVariable)
    {
        Ended source = await Migrator.RunAsync(
            "clouds", "add", Source, "--kind", "openstack", "--endpoint", OpenStack.AuthUrl.ToString(), "--set", "username=demo", "--set", "project_name=demo",
            "--set", "user_domain_name=Default", "--set", "project_domain_name=Default", "--secret", $"password=env:{sourceVariable}");
        Assert.True(source.ExitCode == 0, source.ToString());
        Ended target = await Migrator.RunAsync(
            "clouds", "add", Target, "--kind", "vcloud", "--endpoint", VCloud.Endpoint.ToString(), "--set", "organisation=demo", "--set", "user=operator", "--secret", "password=env:TARGET_PASSWORD");
        Assert.True(target.ExitCode == 0, target.ToString());
    }

    /// <summary>Gives the source a server with a disk of pseudo-random content and holes.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="mebibytes">The disk's size in MiB; half of it is data.</param>
    /// <returns>The disk's raw content.</returns>
    public async Task<string> SeedServerAsync(string name, int mebibytes)
    {
        string raw = Path.Combine(Folder, $"{name}.raw");
        await using (FileStream disk = File.Create(raw))
        {
            byte[] mebibyte = new byte[1 << 20];
            Random dice = new(mebibytes);
            for (int index = 0; index < mebibytes; index += 2)
            {
                dice.NextBytes(mebibyte);
                await disk.WriteAsync(mebibyte);
                disk.Seek(1 << 20, SeekOrigin.Current);
            }

            disk.SetLength((long)mebibytes << 20);
        }

        string qcow2 = Path.Combine(Folder, $"{name}.qcow2");
        await using (FileSource source = FileSource.Open(raw))
        await using (FilePieceSink sink = FilePieceSink.Open(qcow2))
        {
            ConversionResult written = await ImageConverter.ConvertAsync(new ConversionRequest { Source = source, SourceFormat = ImageFormat.Raw, Target = TargetImage.Qcow2, Sink = sink }, null, CancellationToken.None);
            sink.Complete(written.LengthBytes);
        }

        string image = await OpenStack.SeedImageAsync(name, qcow2, "qcow2", null, null, CancellationToken.None);
        OpenStack.SeedServer(new SeededServer(name, image));
        return raw;
    }

    /// <summary>Gives the source servers that are copies of one.</summary>
    /// <param name="mebibytes">The disks' size in MiB; half of it is data.</param>
    /// <param name="names">The servers' names.</param>
    public async Task SeedServersAsync(int mebibytes, params IReadOnlyList<string> names)
    {
        await SeedServerAsync(names[0], mebibytes);
        string image = await OpenStack.SeedImageAsync("copies", Path.Combine(Folder, $"{names[0]}.qcow2"), "qcow2", null, null, CancellationToken.None);
        foreach (string name in names.Skip(1))
        {
            OpenStack.SeedServer(new SeededServer(name, image));
        }
    }

    /// <summary>Checks that nothing of a migration is left in either cloud or in staging.</summary>
    /// <param name="templates">Templates that may be there.</param>
    public void AssertNothingLeft(int templates)
    {
        Assert.Equal(0, OpenStack.Resources["snapshots"]);
        VCloudEmulatorState state = VCloud.State;
        Assert.Equal(templates, state.Templates.Count);
        Assert.Equal(templates, state.CatalogItems.Count);
        Assert.Empty(state.Uploads);
        Assert.Empty(state.OpenTasks);
        Assert.Empty(Directory.Exists(StagingFolder) ? Directory.EnumerateFileSystemEntries(StagingFolder) : []);
    }

    /// <summary>Digest of what the delivered template's only disk holds.</summary>
    public async Task<GuestDigest> DeliveredDigestAsync() => await DigestAsync(Assert.Single(Assert.Single(VCloud.State.Templates).Disks).Path, ImageFormat.Vmdk);

    /// <summary>Digest of an image file's guest-visible content.</summary>
    public static async Task<GuestDigest> DigestAsync(string path, ImageFormat format)
    {
        await using FileSource source = FileSource.Open(path);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, format, CancellationToken.None);
        return await GuestDigest.ComputeAsync(disk, 2, null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await OpenStack.DisposeAsync();
        await VCloud.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
