using System.Buffers.Binary;
using System.Text;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>Disks that are divided among several files, honest and hostile.</summary>
public sealed class SplitVmdkTests
{
    private const int SparseSectors = 2048;

    [Fact]
    public async Task ReadAsync_OfThousandsOfExtents_KeepsTheTablesOfFew()
    {
        const int extents = 2000;
        byte[] content = new byte[SparseSectors * 512];
        content.AsSpan().Fill(1);
        byte[] extent = SparseVmdkBuilder.Build(new SparseVmdkLayout(IsStream: false), content);
        string lines = string.Concat(Enumerable.Range(0, extents).Select(number => $"RW {SparseSectors} SPARSE \"s{number}.vmdk\"\n"));
        Package package = new(_ => extent);
        await using IDiskReader disk = await OpenAsync(lines, package);
        await ReadOneGrainOfEachAsync(disk);
        package.Reads = 0;

        await ReadOneGrainOfEachAsync(disk);

        // The grain, and its table again: a cache for each extent would still have it.
        Assert.Equal(2 * extents, package.Reads);
    }

    [Theory]
    [InlineData("SPARSE", "")]
    [InlineData("FLAT", " 0")]
    public async Task OpenAsync_OfADescriptorThatNamesOneFileAgainAndAgain_IsRefused(string type, string offset)
    {
        byte[] content = type == "SPARSE" ? SparseVmdkBuilder.Build(new SparseVmdkLayout(IsStream: false), new byte[SparseSectors * 512]) : new byte[SparseSectors * 512];
        string lines = string.Concat(Enumerable.Repeat($"RW {SparseSectors} {type} \"a.vmdk\"{offset}\n", 2));

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => OpenAsync(lines, new Package(_ => content)));

        Assert.Equal((ImageErrorCodes.Overlap, "descriptor extent"), (refused.Code, refused.Field));
    }

    [Theory]
    [InlineData(SparseSectors - 128)]
    [InlineData(SparseSectors + 1)]
    public async Task OpenAsync_OfAnExtentWhoseHeaderHasAnotherSize_IsRefused(int told)
    {
        byte[] extent = SparseVmdkBuilder.Build(new SparseVmdkLayout(IsStream: false), new byte[SparseSectors * 512]);

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => OpenAsync($"RW {told} SPARSE \"a.vmdk\"\n", new Package(_ => extent)));

        Assert.Equal((ImageErrorCodes.Corrupt, "descriptor extent"), (refused.Code, refused.Field));
    }

    [Fact]
    public async Task OpenAsync_OfASparseFileWhoseOwnDescriptorTellsAnotherSize_IsRefused()
    {
        byte[] image = SparseVmdkBuilder.Build(new SparseVmdkLayout(), new byte[SparseSectors * 512]);
        int line = image.AsSpan().IndexOf("RDONLY 2048"u8);
        "RDONLY 9999"u8.CopyTo(image.AsSpan(line));

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => DiskImage.OpenAsync(new MemorySource(image), ImageFormat.Vmdk, TestContext.Current.CancellationToken));

        Assert.Equal((ImageErrorCodes.Corrupt, "descriptor extent"), (refused.Code, refused.Field));
    }

    [Fact]
    public async Task InspectAsync_OfOnePartOfASplitDisk_IsRefused()
    {
        byte[] image = SparseVmdkBuilder.Build(new SparseVmdkLayout(IsStream: false), new byte[SparseSectors * 512]);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(28), 0);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(36), 0);

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => ImageInspector.InspectAsync(new MemorySource(image), null, TestContext.Current.CancellationToken));

        Assert.Equal((ImageErrorCodes.Unsupported, "header.descriptorOffset"), (refused.Code, refused.Field));
    }

    private static Task<IDiskReader> OpenAsync(string extentLines, IImagePackage package) => DiskImage.OpenAsync(
        new MemorySource(Encoding.ASCII.GetBytes("# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType=\"twoGbMaxExtentSparse\"\n" + extentLines)),
        ImageFormat.Vmdk, package, TestContext.Current.CancellationToken);

    private static async Task ReadOneGrainOfEachAsync(IDiskReader disk)
    {
        byte[] buffer = new byte[4096];
        for (long offset = 0; offset < disk.VirtualSizeBytes; offset += SparseSectors * 512)
        {
            await disk.ReadAsync(offset, buffer, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Package(Func<string, byte[]> content) : IImagePackage
    {
        public int Reads { get; set; }

        public ValueTask<IRangedSource?> OpenAsync(string name, CancellationToken cancellation) => ValueTask.FromResult<IRangedSource?>(new CountedSource(new MemorySource(content(name)), this));
    }

    private sealed class CountedSource(MemorySource inner, Package package) : IRangedSource
    {
        public long Length => inner.Length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
        {
            package.Reads++;
            return inner.ReadAsync(offset, buffer, cancellation);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
