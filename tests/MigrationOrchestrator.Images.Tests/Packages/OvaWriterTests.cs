using MigrationOrchestrator.Images.Packages;

namespace MigrationOrchestrator.Images.Tests.Packages;

public sealed class OvaWriterTests
{
    private static readonly string[] Order = ["web.ovf", "web.mf", "web-disk0.vmdk", "web-disk1.vmdk", "web-disk2.vmdk"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DigestAlgorithm.Sha1, "sha1sum")]
    [InlineData(DigestAlgorithm.Sha256, "sha256sum")]
    public async Task WriteAsync_Package_IsReadByTheRealToolsInTheRightOrder(DigestAlgorithm digest, string tool)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder.File("web.ova"), await TestPackages.OvaAsync(digest), Cancellation);

        string listed = await RealTool.RunAsync("tar", folder.Path, "-tf", "web.ova");
        await RealTool.RunAsync("tar", folder.Path, "-xf", "web.ova");

        Assert.Equal(Order, listed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(TestPackages.Descriptor, await File.ReadAllBytesAsync(folder.File("web.ovf"), Cancellation));
        for (int i = 0; i < TestPackages.Disks.Length; i++)
        {
            Assert.Equal(TestPackages.Disks[i], await File.ReadAllBytesAsync(folder.File(TestPackages.DiskName(i)), Cancellation));
        }

        string sums = await RealTool.RunAsync(tool, folder.Path, "--tag", "web.ovf", "web-disk0.vmdk", "web-disk1.vmdk", "web-disk2.vmdk");
        Assert.Equal(
            sums.Replace(" (", "(", StringComparison.Ordinal).Replace(") = ", ")= ", StringComparison.Ordinal),
            await File.ReadAllTextAsync(folder.File("web.mf"), Cancellation));
    }

    [Fact]
    public async Task WriteAsync_Twice_GivesTheSameBytesInWholeRecords()
    {
        byte[] first = await TestPackages.OvaAsync();

        Assert.Equal(first, await TestPackages.OvaAsync());
        Assert.Equal(0, first.Length % 10240);
    }

    [Fact]
    public async Task WriteAsync_TimeAndOwner_AreThoseTold()
    {
        using TemporaryFolder folder = new();
        await using (FileStream output = File.Create(folder.File("web.ova")))
        {
            await OvaWriter.WriteAsync(output, "web", TestPackages.Descriptor, TestPackages.Files(), modified: new DateTimeOffset(2024, 2, 29, 12, 30, 0, TimeSpan.Zero), cancellationToken: Cancellation);
        }

        string listed = await RealTool.RunAsync("tar", folder.Path, "--numeric-owner", "--full-time", "-tvf", "web.ova");

        Assert.All(listed.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
        {
            Assert.StartsWith("-rw-r--r-- 0/0 ", line, StringComparison.Ordinal);
            Assert.Contains("2024-02-29 12:30:00", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task WriteAsync_KnownDigests_ReadsEachFileOnce()
    {
        int opened = 0;
        List<OvaFile> files = [];
        foreach (OvaFile file in TestPackages.Files())
        {
            await using Stream content = await file.Open(Cancellation);
            ManifestEntry entry = await Manifest.DigestAsync(file.Name, content, DigestAlgorithm.Sha1, Cancellation);
            files.Add(file with
            {
                Digest = entry.Digest.ToUpperInvariant(),
                Open = token =>
                {
                    opened++;
                    return file.Open(token);
                },
            });
        }

        using MemoryStream output = new();
        await OvaWriter.WriteAsync(output, "web", TestPackages.Descriptor, files, cancellationToken: Cancellation);

        Assert.Equal(files.Count, opened);
        Assert.Equal(await TestPackages.OvaAsync(), output.ToArray());
    }

    [Fact]
    public async Task WriteAsync_FileThatChangedAfterItWasDigested_IsRefused()
    {
        int reads = 0;
        List<OvaFile> files = TestPackages.Files();
        int length = (int)files[0].Length;
        files[0] = files[0] with { Open = _ => Task.FromResult<Stream>(new MemoryStream([.. Enumerable.Repeat((byte)reads++, length)])) };

        await RefusedAsync("package.digest", files);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task WriteAsync_FileOfAnotherLengthThanTold_IsRefused(int difference)
    {
        List<OvaFile> files = TestPackages.Files();
        long length = files[1].Length + difference;
        files[1] = files[1] with { Open = _ => Task.FromResult<Stream>(new MemoryStream(new byte[length])) };

        await RefusedAsync("package.length", files);
    }

    [Fact]
    public async Task WriteAsync_LengthThatTheDescriptorTellsOtherwise_IsRefused()
    {
        List<OvaFile> files = TestPackages.Files();
        files[1] = files[1] with { Length = 513 };

        await RefusedAsync("package.files", files);
    }

    [Fact]
    public async Task WriteAsync_MissingForeignOrDoubleFile_IsRefused()
    {
        List<OvaFile> files = TestPackages.Files();

        await RefusedAsync("package.files", files[1..]);
        await RefusedAsync("package.files", [files[0] with { Name = "other.vmdk" }, files[1], files[2]]);
        await RefusedAsync("package.files", [files[0], files[0], files[2]]);
    }

    [Theory]
    [InlineData("../web")]
    [InlineData("we b")]
    [InlineData("")]
    public async Task WriteAsync_NameThatIsNotPlain_IsRefused(string name) => await RefusedAsync("package.file_name", TestPackages.Files(), name);

    [Fact]
    public async Task WriteAsync_DigestOfAnotherAlgorithm_IsRefused()
    {
        List<OvaFile> files = TestPackages.Files();
        files[0] = files[0] with { Digest = new string('a', 64) };

        await RefusedAsync("package.digest", files);
    }

    [Fact]
    public async Task WriteAsync_FileBeyondEightGibibytes_HasAHeaderThatTarReads()
    {
        const long size = 9_663_676_417;
        using TemporaryFolder folder = new();
        await using (FileStream ova = File.Create(folder.File("big.ova")))
        {
            byte[] block = new byte[TarHeader.BlockBytes];
            TarHeader.Write(block, "big.vmdk", size, DateTimeOffset.UnixEpoch);
            await ova.WriteAsync(block, Cancellation);
            ova.SetLength(TarHeader.BlockBytes + size + TarHeader.PaddingAfter(size));
            ova.Position = ova.Length;
            TarHeader.Write(block, "after", 0, DateTimeOffset.UnixEpoch);
            await ova.WriteAsync(block, Cancellation);
            ova.SetLength(ova.Length + (2 * TarHeader.BlockBytes));
        }

        string[] listed = (await RealTool.RunAsync("tar", folder.Path, "-tvf", "big.ova")).Split('\n');

        Assert.Contains("9663676417", listed[0], StringComparison.Ordinal);
        Assert.EndsWith("after", listed[1], StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(string code, IReadOnlyList<OvaFile> files, string name = "web")
    {
        PackageException error = await Assert.ThrowsAsync<PackageException>(() =>
            OvaWriter.WriteAsync(Stream.Null, name, TestPackages.Descriptor, files, cancellationToken: Cancellation));
        Assert.Equal(code, error.Code);
    }
}
