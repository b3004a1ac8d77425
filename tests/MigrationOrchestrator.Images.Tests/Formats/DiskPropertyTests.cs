using CsCheck;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>What holds for any disk and any layout.</summary>
public sealed class DiskPropertyTests
{
    private static readonly Gen<byte[]> Disk = Gen.Select(Gen.Int[1, 5_000_000], Gen.Int, (bytes, seed) => SparseDisk.Content(seed, bytes));

    [Fact]
    public async Task ReadAsync_OfAnyQcow2Layout_GivesTheContent() =>
        await Gen.Select(Disk, Gen.Int[9, 21], Gen.Bool, Gen.Bool, Gen.Int[1, 3_000_000]).SampleAsync(
            async (content, clusterBits, isVersion3, isExtended, pieceBytes) =>
            {
                bool hasExtendedL2 = isVersion3 && isExtended && clusterBits >= 14;
                byte[] image = Qcow2Builder.Build(clusterBits, isVersion3, hasExtendedL2, new Random(content.Length), content);
                await using IDiskReader disk = await DiskImage.OpenAsync(new MemorySource(image), ImageFormat.Qcow2, CancellationToken.None);
                await disk.AssertContentAsync(content, Math.Max(pieceBytes, content.Length / 50));
            },
            iter: 60, threads: 1);

    [Fact]
    public async Task ConvertAsync_OfAnyDiskToAnyTarget_KeepsTheContent() =>
        await Gen.Select(Disk, Gen.Enum<TargetImage>(), Gen.Int[1, 4]).SampleAsync(
            async (content, target, parallelism) =>
            {
                byte[] image = await MemorySink.ConvertAsync(content, target, parallelism);
                await using IDiskReader disk = await DiskImage.OpenAsync(new MemorySource(image), target.Format(), CancellationToken.None);
                byte[] read = await disk.ReadAllAsync();
                Assert.True(content.AsSpan().SequenceEqual(read.AsSpan(0, content.Length)));
                Assert.False(read.AsSpan(content.Length).ContainsAnyExcept((byte)0));
                await foreach (DiskExtent extent in disk.ExtentsAsync())
                {
                    Assert.True(extent.Kind == ExtentKind.Data || !read.AsSpan((int)extent.GuestOffset, (int)extent.LengthBytes).ContainsAnyExcept((byte)0));
                }
            },
            iter: 60, threads: 1);
}
