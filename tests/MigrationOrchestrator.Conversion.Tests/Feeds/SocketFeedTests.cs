using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using MigrationOrchestrator.Conversion.Feeds;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Feeds;

/// <summary>The feed between an honest converter and its host, and what becomes of hostile messages.</summary>
public sealed class SocketFeedTests : IDisposable
{
    private const int SourceBytes = (3 << 20) + 512;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("feed-test-");
    private readonly byte[] source = RandomNumberGenerator.GetBytes(SourceBytes);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a converter that was taken over may send on the connection for writes.</summary>
    public static TheoryData<byte[]> HostileWrites =>
    [
        (byte[])[0],
        (byte[])[255],
        (byte[])[FeedProtocol.Piece, .. Int(0), .. Long(0), .. Int(0)],
        (byte[])[FeedProtocol.Piece, .. Int(0), .. Long(0), .. Int(-1)],
        (byte[])[FeedProtocol.Piece, .. Int(0), .. Long(0), .. Int(int.MaxValue)],
        (byte[])[FeedProtocol.Checkpoint, .. Int(-1)],
        (byte[])[FeedProtocol.Checkpoint, .. Int(0)],
        (byte[])[FeedProtocol.Checkpoint, .. Int(int.MaxValue)],
        (byte[])[FeedProtocol.Checkpoint, .. Int(4), .. "null"u8],
        (byte[])[FeedProtocol.Checkpoint, .. Int(2), .. "{}"u8],
        (byte[])[FeedProtocol.Checkpoint, .. Int(2), 0xff, 0xfe],
    ];

    /// <summary>And on one for reads.</summary>
    public static TheoryData<long, int> HostileReads => new()
    {
        { -1, 1 },
        { SourceBytes, 1 },
        { long.MaxValue, 1 },
        { long.MinValue, 1 },
        { 0, 0 },
        { 0, -1 },
        { 0, FeedProtocol.MaxReadBytes + 1 },
        { 0, int.MaxValue },
    };

    [Fact]
    public async Task Converter_ThatIsFed_HandsOverWhatAFileConversionWrites()
    {
        RecordingExchange exchange = new(source, TargetImage.VmdkStreamOptimized);
        await using IConversionFeed feed = Open(exchange);

        ConverterReport report = await FedConverter.RunAsync(feed.Address, Token);

        byte[] output = [.. exchange.Pieces.OrderBy(piece => piece.Key).SelectMany(piece => piece.Value)];
        Assert.Equal(report.LengthBytes, output.Length);
        Assert.Null(feed.Fault);
        string file = Path.Combine(folder.FullName, "out.vmdk");
        await File.WriteAllBytesAsync(file, output, Token);
        await using FileSource written = FileSource.Open(file);
        await using IDiskReader disk = await DiskImage.OpenAsync(written, ImageFormat.Vmdk, Token);
        Assert.Equal(report.GuestDigest, (await GuestDigest.ComputeAsync(disk, 2, null, Token)).ToString());
    }

    [Fact]
    public async Task Converter_OfADigest_HandsNothingOver()
    {
        RecordingExchange exchange = new(source, target: null);
        await using IConversionFeed feed = Open(exchange);

        ConverterReport report = await FedConverter.RunAsync(feed.Address, Token);

        Assert.Equal((SourceBytes, (long?)null), (report.CapacityBytes, report.LengthBytes));
        Assert.Empty(exchange.Pieces);
    }

    [Theory]
    [MemberData(nameof(HostileWrites))]
    public async Task Hostile_Write_EndsTheFeed(byte[] message)
    {
        await using IConversionFeed feed = Open(new RecordingExchange(source, TargetImage.VmdkStreamOptimized));
        await using NetworkStream connection = await FeedConnection.OpenAsync(feed.Address, FeedProtocol.WritesRole, Token);
        int order = await FeedProtocol.ReadInt32Async(connection, Token);
        await connection.ReadExactlyAsync(new byte[order], Token);

        await connection.WriteAsync(message, Token);

        await AssertHungUpAsync(connection, feed);
    }

    [Theory]
    [MemberData(nameof(HostileReads))]
    public async Task Hostile_Read_EndsTheFeed(long offset, int length)
    {
        await using IConversionFeed feed = Open(new RecordingExchange(source, TargetImage.VmdkStreamOptimized));
        await using NetworkStream connection = await FeedConnection.OpenAsync(feed.Address, FeedProtocol.ReadsRole, Token);

        await connection.WriteAsync((byte[])[.. Long(offset), .. Int(length)], Token);

        await AssertHungUpAsync(connection, feed);
    }

    [Fact]
    public async Task Hostile_SecondWriter_EndsTheFeed()
    {
        await using IConversionFeed feed = Open(new RecordingExchange(source, TargetImage.VmdkStreamOptimized));
        await using NetworkStream first = await FeedConnection.OpenAsync(feed.Address, FeedProtocol.WritesRole, Token);
        await FeedProtocol.ReadInt32Async(first, Token);
        await using NetworkStream second = await FeedConnection.OpenAsync(feed.Address, FeedProtocol.WritesRole, Token);

        await AssertHungUpAsync(second, feed);
    }

    [Fact]
    public async Task Hostile_ManyReaders_EndTheFeed()
    {
        await using IConversionFeed feed = Open(new RecordingExchange(source, TargetImage.VmdkStreamOptimized));
        List<NetworkStream> readers = [];
        for (int i = 0; i < FeedProtocol.MaxReaders; i++)
        {
            readers.Add(await FeedConnection.OpenAsync(feed.Address, FeedProtocol.ReadsRole, Token));
            await readers[^1].WriteAsync((byte[])[.. Long(0), .. Int(1)], Token);
            Assert.Equal(1, await FeedProtocol.ReadInt32Async(readers[^1], Token));
        }

        readers.Add(await FeedConnection.OpenAsync(feed.Address, FeedProtocol.ReadsRole, Token));

        await AssertHungUpAsync(readers[^1], feed);
        foreach (NetworkStream reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task Converter_KilledWithinAPiece_IsNoFault()
    {
        RecordingExchange exchange = new(source, TargetImage.VmdkStreamOptimized);
        IConversionFeed feed = Open(exchange);
        await using (NetworkStream connection = await FeedConnection.OpenAsync(feed.Address, FeedProtocol.WritesRole, Token))
        {
            await FeedProtocol.ReadInt32Async(connection, Token);
            await connection.WriteAsync((byte[])[FeedProtocol.Piece, .. Int(0), .. Long(0), .. Int(1000), 1, 2, 3], Token);
        }

        await feed.DisposeAsync();

        Assert.Null(feed.Fault);
        Assert.Empty(exchange.Pieces);
    }

    [Fact]
    public async Task Store_ThatFails_IsTheFeedsFault()
    {
        RecordingExchange exchange = new(source, TargetImage.VmdkStreamOptimized) { Broken = () => new FailureException(new Failure("staging.full", "No room.")) };
        await using IConversionFeed feed = Open(exchange);

        await Assert.ThrowsAnyAsync<Exception>(() => FedConverter.RunAsync(feed.Address, Token));

        Assert.Equal("staging.full", Assert.IsType<FailureException>(feed.Fault).Failure.Code);
    }

    [Fact]
    public async Task Close_WhileReadsWait_EndsThem()
    {
        RecordingExchange exchange = new(source, target: null) { Open = new TaskCompletionSource().Task };
        IConversionFeed feed = Open(exchange);
        Task<ConverterReport> conversion = FedConverter.RunAsync(feed.Address, Token);

        await feed.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);

        await Assert.ThrowsAnyAsync<Exception>(() => conversion);
        Assert.Null(feed.Fault);
    }

    [Fact]
    public async Task Open_InAFolderWithALongPath_IsStillReached()
    {
        string deep = Directory.CreateDirectory(Path.Combine(folder.FullName, new string('a', 120))).FullName;
        await using IConversionFeed feed = new SocketFeeds().Open(deep, new RecordingExchange(source, target: null));

        Assert.Equal(SourceBytes, (await FedConverter.RunAsync(feed.Address, Token)).CapacityBytes);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static byte[] Int(int value)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Long(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static async Task AssertHungUpAsync(NetworkStream connection, IConversionFeed feed)
    {
        try
        {
            Assert.Equal(0, await connection.ReadAsync(new byte[1], Token));
        }
        catch (IOException)
        {
            // Reset, where it had sent more than was read.
        }

        await feed.DisposeAsync();
        Assert.Equal("conversion.protocol", Assert.IsType<FailureException>(feed.Fault).Failure.Code);
    }

    private IConversionFeed Open(IConversionExchange exchange) => new SocketFeeds().Open(Directory.CreateDirectory(Path.Combine(folder.FullName, "feed")).FullName, exchange);
}
