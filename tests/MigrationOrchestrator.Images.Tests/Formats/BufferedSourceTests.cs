using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

public sealed class BufferedSourceTests
{
    [Fact]
    public async Task ReadAsync_OfManySmallPieces_AsksTheSourceForLargePagesOnce()
    {
        var content = SparseDisk.Content(4, (9 << 20) + 77);
        var distant = new CountingSource(content);
        await using var buffered = new BufferedSource(distant);

        var read = new byte[content.Length];
        for (var position = 0; position < read.Length;)
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
        var distant = new CountingSource(new byte[1000]) { FailuresToCome = 1 };
        await using var buffered = new BufferedSource(distant);

        await Assert.ThrowsAsync<IOException>(async () => await buffered.ReadAsync(0, new byte[10], TestContext.Current.CancellationToken));

        Assert.Equal(10, await buffered.ReadAsync(0, new byte[10], TestContext.Current.CancellationToken));
    }

    private sealed class CountingSource(byte[] content) : IRangedSource
    {
        private readonly MemorySource _inner = new(content);

        public int Reads { get; private set; }

        public int FailuresToCome { get; set; }

        public long Length => _inner.Length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
        {
            Reads++;
            return FailuresToCome-- > 0 ? throw new IOException("connection reset") : _inner.ReadAsync(offset, buffer, ct);
        }

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
