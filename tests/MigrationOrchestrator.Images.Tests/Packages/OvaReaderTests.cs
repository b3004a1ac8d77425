using System.Text;
using CsCheck;
using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Images.Packages;
using MigrationOrchestrator.Images.Tests.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Packages;

public sealed class OvaReaderTests
{
    private static readonly (string Name, byte[] Content)[] Disks = [.. TestPackages.Disks.Select((disk, index) => (TestPackages.DiskName(index), disk))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DigestAlgorithm.Sha1)]
    [InlineData(DigestAlgorithm.Sha256)]
    public async Task ReadAsync_OwnPackage_GivesTheSameBytes(DigestAlgorithm digest)
    {
        (OvaPackage? package, List<(string, byte[])>? files) = await ReadAsync(await TestPackages.OvaAsync(digest));

        Assert.Equal(TestPackages.Descriptor, package.Descriptor.ToArray());
        Assert.Equal("web-1", package.Envelope.Machines.Single().Name);
        Assert.Equal(4, package.Manifest!.Entries.Count);
        Assert.Equal(Disks, files);
    }

    [Theory]
    [InlineData("ustar")]
    [InlineData("gnu")]
    [InlineData("posix")]
    public async Task ReadAsync_PackageOfTheRealTar_IsRead(string format)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder.File("web.ovf"), TestPackages.Descriptor, Cancellation);
        foreach ((string? name, byte[]? content) in Disks)
        {
            await File.WriteAllBytesAsync(folder.File(name), content, Cancellation);
        }

        await RealTool.RunAsync("tar", folder.Path, $"--format={format}", "-cf", "web.ova", "./web.ovf", "web-disk0.vmdk", "web-disk1.vmdk", "web-disk2.vmdk");
        (OvaPackage? package, List<(string, byte[])>? files) = await ReadAsync(await File.ReadAllBytesAsync(folder.File("web.ova"), Cancellation));

        Assert.Null(package.Manifest);
        Assert.Equal(Disks, files);
    }

    [Fact]
    public async Task ReadAsync_HandlerThatReadsNothing_StillChecksTheDigests()
    {
        using MemoryStream ova = new(TestPackages.Tar([("web.ovf", TestPackages.Descriptor), .. Disks, ("web.mf", ManifestOf(wrong: 2))]));

        PackageException error = await Assert.ThrowsAsync<PackageException>(() => OvaReader.ReadAsync(ova, (_, _) => Task.CompletedTask, Cancellation));
        Assert.Equal("package.digest", error.Code);
    }

    [Fact]
    public async Task ReadAsync_ManifestAtTheEnd_IsChecked()
    {
        (OvaPackage? package, List<(string, byte[])> _) = await ReadAsync(TestPackages.Tar([("web.ovf", TestPackages.Descriptor), .. Disks, ("web.mf", ManifestOf()), ("web.cert", [1])]));

        Assert.NotNull(package.Manifest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ReadAsync_WrongDigest_IsRefused(int line) =>
        await RefusedAsync("package.digest", [("web.ovf", TestPackages.Descriptor), ("web.mf", ManifestOf(wrong: line)), .. Disks]);

    [Fact]
    public async Task ReadAsync_ManifestThatLeavesAFileOut_IsRefused()
    {
        string[] lines = Encoding.ASCII.GetString(ManifestOf()).Split('\n');
        await RefusedAsync("package.manifest", [("web.ovf", TestPackages.Descriptor), ("web.mf", Encoding.ASCII.GetBytes(string.Join('\n', lines[..^2]))), .. Disks]);
        await RefusedAsync("package.manifest", [("web.ovf", TestPackages.Descriptor), .. Disks, ("web.mf", Encoding.ASCII.GetBytes(string.Join('\n', lines[1..])))]);
    }

    [Fact]
    public async Task ReadAsync_ManifestWithAFileThatIsNotThere_IsRefused() =>
        await RefusedAsync("package.manifest", [("web.ovf", TestPackages.Descriptor), ("web.mf", [.. ManifestOf(), .. Encoding.ASCII.GetBytes($"SHA1(x)= {new string('0', 40)}\n")]), .. Disks]);

    [Fact]
    public async Task ReadAsync_TwoManifests_AreRefused() =>
        await RefusedAsync("package.manifest", [("web.ovf", TestPackages.Descriptor), ("web.mf", ManifestOf()), ("web.mf", ManifestOf()), .. Disks]);

    [Fact]
    public async Task ReadAsync_DescriptorNotFirst_IsRefused()
    {
        await RefusedAsync("package.order", [Disks[0], ("web.ovf", TestPackages.Descriptor), .. Disks[1..]]);
        await RefusedAsync("package.order", TestPackages.Tar());
    }

    [Fact]
    public async Task ReadAsync_ForeignDoubleMissingOrResizedFile_IsRefused()
    {
        (string, byte[]) descriptor = ("web.ovf", TestPackages.Descriptor);
        await RefusedAsync("package.files", [descriptor, .. Disks, ("virus.exe", [1])]);
        await RefusedAsync("package.files", [descriptor, Disks[0], Disks[0], .. Disks[1..]]);
        await RefusedAsync("package.files", [descriptor, .. Disks[1..]]);
        await RefusedAsync("package.length", [descriptor, (Disks[0].Name, [1, 2, 3]), .. Disks[1..]]);
    }

    [Theory]
    [InlineData("../web.ovf")]
    [InlineData("/etc/cron.d/web.ovf")]
    [InlineData("a/../web.ovf")]
    [InlineData("..")]
    [InlineData("a\\web.ovf")]
    public async Task ReadAsync_PathInsteadOfAName_IsRefused(string name) =>
        await RefusedAsync("package.file_name", [(name, TestPackages.Descriptor), .. Disks]);

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('5')]
    [InlineData('L')]
    [InlineData('S')]
    public async Task ReadAsync_LinksDevicesFoldersAndSparseFiles_AreRefused(char type)
    {
        byte[] ova = await TestPackages.OvaAsync();
        ova[156] = (byte)type;
        Reseal(ova);

        await RefusedAsync("package.tar", ova);
    }

    [Fact]
    public async Task ReadAsync_HugeSizeInTheHeader_IsRefusedBeforeAllocation()
    {
        byte[] ova = await TestPackages.OvaAsync();
        TarHeader.Write(ova.AsSpan(0, TarHeader.BlockBytes), "web.ovf", long.MaxValue, DateTimeOffset.UnixEpoch);
        await RefusedAsync("package.tar", ova);

        ova.AsSpan(124, 12).Fill(0xff);
        Reseal(ova);
        await RefusedAsync("package.tar", ova);

        "7x7"u8.CopyTo(ova.AsSpan(124));
        Reseal(ova);
        await RefusedAsync("package.tar", ova);
    }

    [Fact]
    public async Task ReadAsync_CutOff_IsRefusedAtEveryLength()
    {
        byte[] ova = await TestPackages.OvaAsync();
        int end = ova.AsSpan().LastIndexOfAnyExcept((byte)0);
        for (int length = 0; length < end; length += 20_011)
        {
            await Assert.ThrowsAsync<PackageException>(() => ReadAsync(ova[..length]));
        }
    }

    [Fact]
    public async Task ReadAsync_AnyByteChanged_IsFoundOrHarmless()
    {
        (string Name, byte[] Content) disk = ("a.vmdk", [.. Enumerable.Range(0, 700).Select(i => (byte)i)]);
        byte[] descriptor = OvfDescriptor.Write(TestMachines.Machine() with { Disks = [new DescribedDisk(disk.Name, disk.Content.Length, TestMachines.Mebibyte)] });
        Manifest manifest = new([.. new[] { ("a.ovf", descriptor), disk }.Select(Line)]);
        byte[] ova = TestPackages.Tar(("a.ovf", descriptor), ("a.mf", manifest.Write()), disk);
        await Gen.Select(Gen.Int[0, ova.Length - 1], Gen.Byte[1, 255]).SampleAsync(async (at, change) =>
        {
            byte[] changed = (byte[])ova.Clone();
            changed[at] ^= change;
            try
            {
                (OvaPackage? package, List<(string, byte[])>? files) = await ReadAsync(changed);
                Assert.Equal(descriptor, package.Descriptor.ToArray());
                Assert.Equal(disk.Content, Assert.Single(files).Item2);
            }
            catch (Exception error) when (error is PackageException or DescriptorException)
            {
                Assert.NotEmpty(error.Message);
            }
        }, iter: 1500, threads: 1);
    }

    [Fact]
    public async Task ReadAsync_EndlessExtendedHeaders_AreBounded()
    {
        byte[] ova = TestPackages.Tar(("pax", Encoding.ASCII.GetBytes("11 size=-1\n")));
        ova[156] = (byte)'x';
        Reseal(ova);
        await RefusedAsync("package.tar", ova);

        TarHeader.Write(ova.AsSpan(0, TarHeader.BlockBytes), "pax", PaxRecords.LongestHeader + 1, DateTimeOffset.UnixEpoch);
        ova[156] = (byte)'x';
        Reseal(ova);
        await RefusedAsync("package.tar", ova);
    }

    private static async Task<(OvaPackage Package, List<(string, byte[])> Files)> ReadAsync(byte[] ova)
    {
        List<(string, byte[])> files = [];
        using MemoryStream stream = new(ova, writable: false);
        OvaPackage package = await OvaReader.ReadAsync(stream, async (entry, cancellationToken) =>
        {
            using MemoryStream content = new();
            await entry.Content.CopyToAsync(content, cancellationToken);
            files.Add((entry.Name, content.ToArray()));
        }, Cancellation);
        return (package, files);
    }

    private static byte[] ManifestOf(int wrong = -1)
    {
        ManifestEntry[] entries = Disks.Prepend(("web.ovf", TestPackages.Descriptor)).Select(Line).ToArray();
        if (wrong >= 0)
        {
            entries[wrong] = entries[wrong] with { Digest = new string('0', 40) };
        }

        return new Manifest(entries).Write();
    }

    private static ManifestEntry Line((string Name, byte[] Content) file) =>
        new(file.Name, DigestAlgorithm.Sha1, ManifestDigests.Of(DigestAlgorithm.Sha1, file.Content));

    /// <summary>Makes the first header's checksum right again after a change.</summary>
    private static void Reseal(byte[] ova)
    {
        Span<byte> block = ova.AsSpan(0, TarHeader.BlockBytes);
        block.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in block)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[148..]);
    }

    private static Task RefusedAsync(string code, (string Name, byte[] Content)[] entries) => RefusedAsync(code, TestPackages.Tar(entries));

    private static async Task RefusedAsync(string code, byte[] ova)
    {
        PackageException error = await Assert.ThrowsAsync<PackageException>(() => ReadAsync(ova));
        Assert.Equal(code, error.Code);
    }
}
