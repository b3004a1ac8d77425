using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Emulators.VCloud;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>An emulated OpenStack and an emulated vCloud Director that outlive the program under test, and a data folder that knows both.</summary>
internal sealed class TwoClouds : IAsyncDisposable
{
    public const string Source = "north";
    public const string Target = "vcd";

    // With characters that JSON, URLs, XML and Base64 write differently, around a word that stays as it is in all but Base64.
    public const string SourcePassword = "+/\"canarySourcePa55word\" & <ü>";
    public const string TargetPassword = "+/\"canaryTargetPa55word\" & <ü>";
    public const string TargetToken = "+/canaryTargetAp1Token=";

    private readonly DirectoryInfo folder;
    private int seededImages;
    private int seededVolumes;

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

    /// <summary>Starts both and registers them.</summary>
    /// <param name="ranges">How the source's Glance answers requests for ranges.</param>
    /// <param name="hasVolumes">Whether the source has a volume service.</param>
    public static async Task<TwoClouds> StartAsync(GlanceRanges ranges = GlanceRanges.Served, bool hasVolumes = false)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("two-clouds-");
        OpenStackEmulator openStack = await OpenStackEmulator.StartAsync(
            new OpenStackEmulatorOptions { Password = SourcePassword, Ranges = ranges, HasVolumes = hasVolumes }, TestContext.Current.CancellationToken);
        VCloudEmulator vCloud = await VCloudEmulator.StartAsync(
            new VCloudEmulatorOptions { Organisations = [EmulatedOrganisation.Default with { Users = [new EmulatedUser("operator", TargetPassword, TargetToken)] }] },
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

    /// <summary>Gives the source an image.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">A qcow2 file.</param>
    /// <returns>Its id.</returns>
    public async Task<string> SeedImageAsync(string name, string path)
    {
        seededImages++;
        return await OpenStack.SeedImageAsync(name, path, "qcow2", null, null, TestContext.Current.CancellationToken);
    }

    /// <summary>Gives the source a server with a disk of pseudo-random content and holes.</summary>
    /// <param name="name">The server's name.</param>
    /// <param name="mebibytes">The disk's size in MiB; half of it is data.</param>
    /// <returns>The disk.</returns>
    public async Task<SeededDisk> SeedServerAsync(string name, int mebibytes)
    {
        SeededDisk disk = await SeededDisk.WriteAsync(Folder, name, mebibytes);
        OpenStack.SeedServer(new SeededServer(name, await SeedImageAsync(name, disk.Qcow2)));
        return disk;
    }

    /// <summary>Gives the source servers that are copies of one.</summary>
    /// <param name="mebibytes">The disks' size in MiB; half of it is data.</param>
    /// <param name="names">The servers' names.</param>
    public async Task SeedServersAsync(int mebibytes, params IReadOnlyList<string> names)
    {
        SeededDisk disk = await SeedServerAsync(names[0], mebibytes);
        string image = await SeedImageAsync("copies", disk.Qcow2);
        foreach (string name in names.Skip(1))
        {
            OpenStack.SeedServer(new SeededServer(name, image));
        }
    }

    /// <summary>Gives the source a server with a second disk: a volume.</summary>
    /// <returns>Both disks.</returns>
    public async Task<(SeededDisk Boot, SeededDisk Data)> SeedServerWithVolumeAsync(string name, int bootMebibytes, int dataMebibytes)
    {
        SeededDisk boot = await SeededDisk.WriteAsync(Folder, name, bootMebibytes);
        SeededDisk data = await SeededDisk.WriteAsync(Folder, $"{name}-data", dataMebibytes);
        string image = await SeedImageAsync(name, boot.Qcow2);
        seededVolumes++;
        OpenStack.SeedServer(new SeededServer(name, image) { Volumes = [OpenStack.SeedVolume(data.Raw, "raw", 1)] });
        return (boot, data);
    }

    /// <summary>Checks that nothing of a migration is left: in the source, in the target, in staging, of conversions.</summary>
    /// <param name="templates">Templates that may be there.</param>
    /// <param name="vApps">vApps that may be there.</param>
    /// <param name="deliveredImages">Images that the source may have besides its own, where it is the target too.</param>
    public void AssertNothingLeft(int templates, int vApps = 0, int deliveredImages = 0)
    {
        IReadOnlyDictionary<string, int> source = OpenStack.Resources;
        Assert.Equal((0, 0), (source["snapshots"], source["volumeSnapshots"]));
        Assert.Equal((seededImages + deliveredImages, seededVolumes), (source["images"], source["volumes"]));
        VCloudEmulatorState target = VCloud.State;
        Assert.Equal(templates, target.Templates.Count);
        Assert.Equal(templates, target.CatalogItems.Count);
        Assert.Equal(vApps, target.VApps.Count);
        Assert.All(target.Templates, template => Assert.Equal(8, template.Status));
        Assert.Empty(target.Uploads);
        Assert.Empty(target.OpenTasks);
        foreach (string place in (string[])["staging", "work", "jobs"])
        {
            string path = Path.Combine(Migrator.DataFolder, place);
            Assert.Empty(Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path) : []);
        }
    }

    /// <summary>Checks with qemu-img that the only template's disks are sound and hold what the source's disks hold.</summary>
    /// <param name="sources">The source's disks, the boot disk first.</param>
    public async Task AssertDeliveredAsync(params SeededDisk[] sources)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-img"), "qemu-img is not installed; infra/local/setup installs it.");
        IReadOnlyList<EmulatedDiskState> disks = Assert.Single(VCloud.State.Templates).Disks;
        Assert.Equal(sources.Length, disks.Count);
        foreach ((EmulatedDiskState delivered, SeededDisk source) in disks.Zip(sources))
        {
            await Tool.RunAsync("qemu-img", "check", "-q", "-f", "vmdk", delivered.Path);
            Assert.Equal("Images are identical.", (await Tool.RunAsync("qemu-img", "compare", "-f", "raw", "-F", "vmdk", source.Raw, delivered.Path)).Split('\n')[^1]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await OpenStack.DisposeAsync();
        await VCloud.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
