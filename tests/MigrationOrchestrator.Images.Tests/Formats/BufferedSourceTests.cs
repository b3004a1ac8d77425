using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

public sealed class BufferedSourceTests
{
    [Fact]
    public async Task ReadAsync_OfManySmallPieces_AsksTheSourceForLargePagesOnce()
    {
        byte[] content = SparseDisk.Content(4, (9 << 20) + 77);
        CountingSource distant = new(content);
        await using BufferedSource buffered = new(distant);

        byte[] read = new byte[content.Length];
        for (int position = 0; position < read.Length;)
        {
            position += await buffered.ReadAsync(position, read.AsMemory(position, Math.Min(40_000, read.Length - position)), TestContext.Current.CancellationToken);
        }

        Assert.True(content.AsSpan().SequenceEqual(read));
        Assert.Equal(3, distant.Reads);
        Assert.Equal(0, await buffered.ReadAsync(content.Length, new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ReadAsync_AfterAFailure_AsksAgain()
    {
        CountingSource distant = new(new byte[1000]) { FailuresToCome = 1 };
        await using BufferedSource buffered = new(distant);

        await Assert.ThrowsAsync<IOException>(async () => await buffered.ReadAsync(0, new byte[10], TestContext.Current.CancellationToken));

        Assert.Equal(10, await buffered.ReadAsync(0, new byte[10], TestContext.Current.CancellationToken));
    }

    private sealed class CountingSource(byte[] content) : IRangedSource
    {
        private readonly MemorySource inner = new(content);

        public int Reads { get; private set; }

        public int FailuresToCome { get; set; }

        public long Length => inner.Length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
        {
            Reads++;
            return FailuresToCome-- > 0 ? throw new IOException("connection reset") : inner.ReadAsync(offset, buffer, cancellation);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
