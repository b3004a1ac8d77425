using System.Buffers.Binary;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>Small files that claim terabytes by mapping the same bytes again and again, and honest ones that compress extremely well.</summary>
public sealed class OverlappingImageTests
{
    private const int ClusterBytes = 64 * 1024;

    [Fact]
    public async Task ConvertAsync_OfAQcow2WhoseTablesAllMapOneCluster_IsRefusedAtOnce()
    {
        const long size = 64L << 40;
        const int l1Entries = 131_072;
        byte[] image = new byte[ClusterBytes + (l1Entries * 8) + (2 * ClusterBytes)];
        Qcow2Builder.Build(16, isVersion3: true, hasExtendedL2: false, new Random(1), new byte[1 << 20]).AsSpan(0, 104).CopyTo(image);
        BinaryPrimitives.WriteInt64BigEndian(image.AsSpan(24), size);
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(36), l1Entries);
        BinaryPrimitives.WriteInt64BigEndian(image.AsSpan(40), ClusterBytes);
        int l2 = ClusterBytes + (l1Entries * 8);
        Fill64(image.AsSpan(ClusterBytes, l1Entries * 8), (ulong)l2);
        Fill64(image.AsSpan(l2, ClusterBytes), (ulong)l2 + ClusterBytes);
        image[^1] = 1;

        await AssertRefusedAsync(image, ImageFormat.Qcow2);
    }

    [Fact]
    public async Task ConvertAsync_OfAQcow2WhoseEntriesAllMapOneCompressedCluster_IsRefused()
    {
        byte[] image = Qcow2Builder.Build(16, isVersion3: true, hasExtendedL2: false, new Random(1), [1]);
        image = [.. image, .. new byte[(3 * ClusterBytes) - (image.Length % ClusterBytes)]];
        int l2 = image.Length - (2 * ClusterBytes);
        BinaryPrimitives.WriteInt64BigEndian(image.AsSpan(24), 512L << 20);
        BinaryPrimitives.WriteUInt64BigEndian(image.AsSpan((int)BinaryPrimitives.ReadInt64BigEndian(image.AsSpan(40))), (ulong)l2);
        Fill64(image.AsSpan(l2, ClusterBytes), (1UL << 62) + (ulong)l2 + ClusterBytes);

        await AssertRefusedAsync(image, ImageFormat.Qcow2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConvertAsync_OfAVmdkWhoseEntriesAllMapOneGrain_IsRefused(bool isStream)
    {
        byte[] content = new byte[512 << 20];
        content[0] = 1;
        byte[] image = SparseVmdkBuilder.Build(new SparseVmdkLayout(IsStream: isStream), content);
        ReadOnlySpan<byte> header = isStream ? image.AsSpan(^1024..^512) : image;
        int directory = (int)BinaryPrimitives.ReadInt64LittleEndian(header[56..]) * 512;
        uint table = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(directory));
        uint grain = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan((int)table * 512));
        Fill32(image.AsSpan(directory, 16 * 4), BitConverter.GetBytes(table));
        Fill32(image.AsSpan((int)table * 512, 512 * 4), BitConverter.GetBytes(grain));

        await AssertRefusedAsync(image, ImageFormat.Vmdk);
    }

    [Fact]
    public async Task ConvertAsync_OfAVhdWhoseEntriesAllMapOneBlock_IsRefused()
    {
        byte[] content = new byte[512 << 20];
        content[0] = 1;
        byte[] image = await MemorySink.ConvertAsync(content, TargetImage.VhdDynamic);
        Fill32(image.AsSpan(1536, 256 * 4), image.AsSpan(1536, 4).ToArray());

        await AssertRefusedAsync(image, ImageFormat.Vhd);
    }

    [Theory]
    [InlineData("qcow2", "cluster_size=512", "-c")]
    [InlineData("qcow2", "cluster_size=64k", "-c")]
    [InlineData("qcow2", "cluster_size=2M", "-c")]
    [InlineData("qcow2", "cluster_size=64k,compression_type=zstd", "-c")]
    [InlineData("qcow2", "cluster_size=2M,compression_type=zstd", "-c")]
    [InlineData("qcow2", "cluster_size=2M,preallocation=metadata")]
    [InlineData("vmdk", "subformat=streamOptimized")]
    public async Task ConvertAsync_OfADiskThatCompressesAsWellAsCanBe_IsNotRefused(string format, string options, string? compress = null)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        byte[] content = new byte[130 << 20];
        content.AsSpan().Fill(0x41);
        await File.WriteAllBytesAsync(folder["disk.raw"], content, TestContext.Current.CancellationToken);
        string[] arguments = ["convert", .. compress is null ? Array.Empty<string>() : [compress], "-f", "raw", "-O", format, "-o", options, folder["disk.raw"], folder["disk.img"]];
        await QemuImg.RunAsync(arguments);

        Assert.Equal(await DiskReading.DigestAsync(folder["disk.raw"], ImageFormat.Raw), await DiskReading.DigestAsync(folder["disk.img"], ImageFormatNames.Parse(format)));
    }

    private static async Task AssertRefusedAsync(byte[] image, ImageFormat format)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        await using MemorySource source = new(image);
        using MemorySink sink = new();
        ConversionRequest request = new() { Source = source, SourceFormat = format, Target = TargetImage.VmdkStreamOptimized, Sink = sink, Parallelism = 2 };

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => ImageConverter.ConvertAsync(request, null, patience.Token));

        Assert.Equal(ImageErrorCodes.Overlap, refused.Code);
    }

    private static void Fill64(Span<byte> table, ulong entry)
    {
        for (int offset = 0; offset < table.Length; offset += 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(table[offset..], entry);
        }
    }

    private static void Fill32(Span<byte> table, ReadOnlySpan<byte> entry)
    {
        for (int offset = 0; offset < table.Length; offset += 4)
        {
            entry.CopyTo(table[offset..]);
        }
    }
}
