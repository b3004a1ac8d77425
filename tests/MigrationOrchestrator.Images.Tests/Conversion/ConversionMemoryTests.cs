using MigrationOrchestrator.Images.Conversion;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Conversion;

/// <summary>What bounds a conversion's memory: pieces by the disk's size, slices whatever the number of processors.</summary>
public sealed class ConversionMemoryTests
{
    private const long TiB = 1L << 40;

    [Theory]
    [InlineData(4L << 30)]
    [InlineData(200L << 30)]
    [InlineData(TiB)]
    [InlineData(2 * TiB)]
    public void PieceSize_OfADiskWithoutAnythingToCompress_LetsABlobHoldTheOutput(long diskBytes)
    {
        int smallest = Math.Max(PieceSize.For(diskBytes), new ConversionRequest { Source = null!, SourceFormat = default, Target = default, Sink = null! }.MinPieceBytes);

        Assert.InRange((diskBytes + (diskBytes / 50)) / smallest, 0, 50_000);
        Assert.InRange(smallest, 4 << 20, 44 << 20);
    }

    [Fact]
    public void PieceSize_OfTheLargestDisk_StaysBounded() => Assert.Equal(44 << 20, PieceSize.For(DiskImage.MaxVirtualSizeBytes));

    [Fact]
    public async Task ConvertAsync_OnManyProcessors_ReadsNoFurtherAheadThanItsSlices()
    {
        const int mostSlices = 34;
        byte[] content = new byte[100 << 20];
        content.AsSpan().Fill(7);
        await using GatedSource source = new(content, mostSlices);
        using MemorySink sink = new();
        ConversionRequest request = new() { Source = source, SourceFormat = ImageFormat.Raw, Target = TargetImage.VmdkStreamOptimized, Sink = sink, Parallelism = 64, Level = ConversionLevel.Fast };

        ConversionResult result = await ImageConverter.ConvertAsync(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(mostSlices, source.MostWaiting);
        Assert.Equal(100 << 20, result.VirtualSizeBytes);
    }

    /// <summary>Lets no read end before as many wait as can.</summary>
    private sealed class GatedSource(byte[] content, int expected) : IRangedSource
    {
        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int waiting;

        public int MostWaiting { get; private set; }

        public long Length => content.Length;

        public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
        {
            lock (open)
            {
                MostWaiting = Math.Max(MostWaiting, ++waiting);
                if (waiting >= expected)
                {
                    open.TrySetResult();
                }
            }

            await open.Task.WaitAsync(cancellation);
            lock (open)
            {
                waiting--;
            }

            content.AsMemory((int)offset, buffer.Length).CopyTo(buffer);
            return buffer.Length;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
